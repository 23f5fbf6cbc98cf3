using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Platform.Training.Runs;

/// <summary>
/// The instruction sets by which libtorch and oneDNN choose their kernels, under the names of Linux' /proc/cpuinfo.
/// Other kernels round otherwise, so that the same training gives other weights.
/// </summary>
static class ProcessorFeatures
{
    public const string Bf16 = "avx512_bf16";

    /// <summary>
    /// Leaf, subleaf, register (0 EAX, 1 EBX, 2 ECX, 3 EDX) and bit of CPUID. Intel SDM, volume 2A, CPUID.
    /// </summary>
    static readonly (string Name, int Leaf, int Sub, int Register, int Bit)[] X86 =
    [
        ("sse4_2", 1, 0, 2, 20),
        ("fma", 1, 0, 2, 12),
        ("avx", 1, 0, 2, 28),
        ("f16c", 1, 0, 2, 29),
        ("avx2", 7, 0, 1, 5),
        ("avx512f", 7, 0, 1, 16),
        ("avx512dq", 7, 0, 1, 17),
        ("avx512bw", 7, 0, 1, 30),
        ("avx512vl", 7, 0, 1, 31),
        ("avx512_vnni", 7, 0, 2, 11),
        ("amx_bf16", 7, 0, 3, 22),
        ("avx512_fp16", 7, 0, 3, 23),
        ("amx_tile", 7, 0, 3, 24),
        ("amx_int8", 7, 0, 3, 25),
        ("avx_vnni", 7, 1, 0, 4),
        (Bf16, 7, 1, 0, 5),
    ];

    /// <summary>The architecture, then the features of it that are there.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        .. X86.Where(f => Has(f.Leaf, f.Sub, f.Register, f.Bit)).Select(f => f.Name),
    ];

    static bool Has(int leaf, int sub, int register, int bit)
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < leaf)
            return false;
        var (eax, ebx, ecx, edx) = X86Base.CpuId(leaf, sub);
        return (new[] { eax, ebx, ecx, edx }[register] & 1 << bit) != 0;
    }
}
