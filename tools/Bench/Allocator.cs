namespace Platform.Tools.Bench;

/// <summary>
/// The settings of the C library's allocator that training makes for itself, as variables for another program.
/// </summary>
static class Allocator
{
    public static readonly IReadOnlyDictionary<string, string?> Tuned = new Dictionary<string, string?>
    {
        ["GLIBC_TUNABLES"] =
            $"glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold={ulong.MaxValue}:glibc.malloc.top_pad={256 << 20}",
    };

    public static readonly IReadOnlyDictionary<string, string?> Default = new Dictionary<string, string?>
    {
        ["GLIBC_TUNABLES"] = null,
    };
}
