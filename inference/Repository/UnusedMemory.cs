using System.Runtime.InteropServices;

namespace Platform.Inference.Repository;

/// <summary>Gives back to the system what loading took, and what an unloaded bundle held: glibc keeps freed pages in its arenas.</summary>
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
