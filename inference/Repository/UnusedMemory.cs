using System.Runtime.InteropServices;

namespace Platform.Inference.Repository;

/// <summary>Gives the memory of an unloaded bundle back to the system: glibc keeps freed pages in its arenas.</summary>
static partial class UnusedMemory
{
    public static void Return()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        try
        {
            if (OperatingSystem.IsLinux()) _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException) { }                                                // another C library, which has its own way
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
