using System.Runtime.InteropServices;

namespace Platform.Inference.Repository;

/// <summary>
/// The C library's heap, where ONNX Runtime's weights and decoded photographs lie: glibc keeps freed pages in its
/// arenas.
/// </summary>
static partial class NativeHeap
{
    const int ArenaMax = -8,
        MmapThreshold = -3; // M_ARENA_MAX and M_MMAP_THRESHOLD of glibc's malloc.h
    const int Arenas = 2,
        Block = 4 << 20;

    /// <summary>
    /// To be called before threads make arenas of their own: what each version of a bundle took comes back when it is
    /// unloaded.
    /// </summary>
    /// <remarks>
    /// glibc's usual eight arenas for each processor keep what stays free between two versions. And it raises the size
    /// from which a block is mapped by itself to that of the largest one ever freed: the weights of later versions then
    /// lie between photographs and hold their pages.
    /// </remarks>
    public static void Configure()
    {
        try
        {
            if (!OperatingSystem.IsLinux())
                return;
            _ = MallOpt(ArenaMax, Arenas);
            _ = MallOpt(MmapThreshold, Block);
        }
        catch (EntryPointNotFoundException) { } // another C library, as below
    }

    /// <summary>Gives back to the system what loading took, and what an unloaded bundle held.</summary>
    public static void Trim()
    {
        // The files' bytes, as they were hashed: only this kind of collection gives their pages back at once.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            if (OperatingSystem.IsLinux())
                _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException) { } // another C library, which has its own way
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
