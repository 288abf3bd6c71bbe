using System.Reflection;

// Runs the sample whose class is named: one program holds them all, and is built once.
const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
var sample = Type.GetType(args[0]) ?? throw new ArgumentException($"There is no sample {args[0]}.");
try
{
    await (Task)sample.GetMethod("Run", Any)!.Invoke(null, null)!;
    return 0;
}
catch (Exception error)
{
    Console.Error.WriteLine(error);
    return 1;
}
