using System.Runtime.Intrinsics.X86;

namespace Platform.Shared.Onnx;

/// <summary>
/// What this processor does with products of uint8 activations and int8 weights. Without the VNNI instructions x86 adds
/// two of them up in 16 bits, which saturates, and an int8 model answers wrongly.
/// </summary>
static class ByteProducts
{
    /// <summary>
    /// Measured on a CPU with VNNI, ONNX Runtime's exact form costs 1.4 to 1.8 times the time there too, so that it is
    /// asked for only where it is needed.
    /// </summary>
    public static bool Saturate { get; } = X86Base.IsSupported && !HasVnni;

    /// <summary>
    /// CPUID leaf 7: AVX512_VNNI is bit 11 of ECX in subleaf 0, AVX-VNNI bit 4 of EAX in subleaf 1. Intel SDM, volume
    /// 2A, table 3-17.
    /// </summary>
    static bool HasVnni
    {
        get
        {
            if (X86Base.CpuId(0, 0).Eax < 7)
                return false;
            var (subleaves, _, features, _) = X86Base.CpuId(7, 0);
            return (features & 1 << 11) != 0 || subleaves >= 1 && (X86Base.CpuId(7, 1).Eax & 1 << 4) != 0;
        }
    }
}
