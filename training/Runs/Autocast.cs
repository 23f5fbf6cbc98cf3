using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Runs;

/// <summary>
/// Runs what is called in its scope in mixed precision, as <c>torch.autocast(dtype=bfloat16)</c>: TorchSharp does not
/// expose it, so these are libtorch's own symbols (ATen/autocast_mode.h). Backward passes belong outside the scope.
/// </summary>
public static partial class Autocast
{
    const string Library = "libtorch_cpu.so";

    /// <summary>Whether the libtorch at hand has the symbols.</summary>
    public static bool IsAvailable { get; } =
        NativeSymbols.Has(
            Library,
            Symbols.SetEnabled,
            Symbols.IsEnabled,
            Symbols.SetDtype,
            Symbols.Increment,
            Symbols.Decrement,
            Symbols.ClearCache
        );

    /// <summary>Whether bf16 is known to be faster: on CPUs with AVX512_BF16 instructions. Others emulate it.</summary>
    public static bool IsFast(Device device) =>
        device.type == DeviceType.CPU && ProcessorFeatures.All.Contains(ProcessorFeatures.Bf16);

    /// <summary>Mixed precision on this thread until disposed; nothing for <see cref="Precision.Fp32"/>.</summary>
    public static IDisposable? Of(Precision precision, Device device) =>
        precision == Precision.Bf16 ? new Scope((sbyte)device.type) : null;

    /// <summary>
    /// Full precision on this thread until disposed, within a scope of mixed precision, as a loss wants.
    /// </summary>
    public static IDisposable? Suspend(Device device) =>
        IsAvailable && IsEnabled((sbyte)device.type) != 0 ? new Suspended((sbyte)device.type) : null;

    sealed class Suspended : IDisposable
    {
        readonly sbyte device;

        public Suspended(sbyte device) => SetEnabled(this.device = device, 0);

        public void Dispose() => SetEnabled(device, 1);
    }

    sealed class Scope : IDisposable
    {
        readonly sbyte device;

        public Scope(sbyte device)
        {
            this.device = device;
            SetEnabled(device, 1);
            SetDtype(device, (sbyte)ScalarType.BFloat16);
            Increment();
        }

        public void Dispose()
        {
            if (Decrement() == 0)
                ClearCache();
            SetEnabled(device, 0);
        }
    }

    static class Symbols
    {
        public const string SetEnabled = "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb";
        public const string IsEnabled = "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE";
        public const string SetDtype = "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE";
        public const string Increment = "_ZN2at8autocast17increment_nestingEv";
        public const string Decrement = "_ZN2at8autocast17decrement_nestingEv";
        public const string ClearCache = "_ZN2at8autocast11clear_cacheEv";
    }

    [LibraryImport(Library, EntryPoint = Symbols.SetEnabled)]
    private static partial void SetEnabled(sbyte device, byte enabled);

    [LibraryImport(Library, EntryPoint = Symbols.IsEnabled)]
    private static partial byte IsEnabled(sbyte device);

    [LibraryImport(Library, EntryPoint = Symbols.SetDtype)]
    private static partial void SetDtype(sbyte device, sbyte dtype);

    [LibraryImport(Library, EntryPoint = Symbols.Increment)]
    private static partial int Increment();

    [LibraryImport(Library, EntryPoint = Symbols.Decrement)]
    private static partial int Decrement();

    [LibraryImport(Library, EntryPoint = Symbols.ClearCache)]
    private static partial void ClearCache();
}
