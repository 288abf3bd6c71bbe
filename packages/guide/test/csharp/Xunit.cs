namespace Xunit;

/// <summary>Stands in for xUnit, so that the sample is compiled and run without NuGet.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactAttribute : Attribute;

public static class Assert
{
    public static void Equal<T>(T expected, T actual)
    {
        if (!Equals(expected, actual)) throw new InvalidOperationException($"expected {expected}, got {actual}");
    }
}
