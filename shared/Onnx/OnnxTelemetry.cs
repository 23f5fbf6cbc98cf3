using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Shared.Onnx;

/// <summary>Switches off what ONNX Runtime reports to its publisher, before its library is loaded.</summary>
/// <remarks>
/// From 1.31 on, its Linux build writes a device identifier and a queue of events below the home folder and sends them,
/// unless the variable is set. It reads the environment of the process, which .NET's <see cref="Environment"/> copies
/// and does not change.
/// </remarks>
static partial class OnnxTelemetry
{
    const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Runs before anything else of this assembly, which everything that opens a session goes through.
    /// </summary>
    // Here a library has to act before its first use: nothing may be sent whatever the program calls first.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void SwitchOff()
    {
        Environment.SetEnvironmentVariable(Variable, "1"); // for the processes that this one starts
        if (!OperatingSystem.IsWindows())
            _ = SetVariable(Variable, "1", overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
