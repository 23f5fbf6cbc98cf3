using System.Runtime.CompilerServices;
using Platform.Shared;

namespace Platform.Tests;

/// <summary>What every process of tests does before its first test.</summary>
static class TestProcess
{
    [ModuleInitializer]
    internal static void Start()
    {
        // ONNX Runtime's reports are off before a test loads it
        RuntimeHelpers.RunModuleConstructor(typeof(InputException).Module.ModuleHandle);
    }
}
