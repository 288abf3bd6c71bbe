using System.Reflection;
using Xunit;

// Runs the sample whose class is named: one program holds them all, and is built once.
const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
var sample = Type.GetType(args[0]) ?? throw new ArgumentException($"There is no sample {args[0]}.");
try
{
    if (sample.GetMethod("Run", Any) is { } run)
    {
        await (Task)run.Invoke(null, null)!;
        return 0;
    }
    var facts = sample.GetMethods().Where(one => one.GetCustomAttribute<FactAttribute>() is not null).ToList();
    foreach (var fact in facts) await (Task)fact.Invoke(Activator.CreateInstance(sample), null)!;
    Console.WriteLine($"{facts.Count} passed");
    return 0;
}
catch (Exception error)
{
    Console.Error.WriteLine(error);
    return 1;
}
