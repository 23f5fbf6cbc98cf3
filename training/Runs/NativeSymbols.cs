using System.Runtime.InteropServices;

namespace Platform.Training.Runs;

/// <summary>
/// What the loaded libtorch exports: C++ names differ from version to version, so they are looked up before they are
/// called.
/// </summary>
static class NativeSymbols
{
    public static bool Has(string library, params ReadOnlySpan<string> symbols)
    {
        if (
            !OperatingSystem.IsLinux()
            || !NativeLibrary.TryLoad(library, typeof(NativeSymbols).Assembly, null, out var handle)
        )
            return false;
        foreach (var symbol in symbols)
            if (!NativeLibrary.TryGetExport(handle, symbol, out _))
                return false;
        return true;
    }
}
