using System.Runtime.InteropServices;

namespace Platform.Inference.Repository;

/// <summary>The C library's heap, where ONNX Runtime's weights and decoded photographs lie: glibc keeps freed pages in its arenas.</summary>
static partial class NativeHeap
{
    const int ArenaMax = -8, Arenas = 2;                                                       // M_ARENA_MAX of glibc's malloc.h

    /// <summary>Few arenas, before threads make more: in eight for each processor, as is usual, what stays free between two versions of a bundle adds up.</summary>
    public static void LimitArenas()
    {
        try
        {
            if (OperatingSystem.IsLinux()) _ = MallOpt(ArenaMax, Arenas);
        }
        catch (EntryPointNotFoundException) { }                                                // another C library, as below
    }

    /// <summary>Gives back to the system what loading took, and what an unloaded bundle held.</summary>
    public static void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        try
        {
            if (OperatingSystem.IsLinux()) _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException) { }                                                // another C library, which has its own way
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
