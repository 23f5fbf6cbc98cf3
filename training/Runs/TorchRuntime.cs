using System.Runtime.InteropServices;
using Platform.Shared;
using TorchSharp;
using static TorchSharp.torch;

namespace Platform.Training.Runs;

/// <summary>
/// Starts libtorch: allocator settings before it loads, thread count, and the device that was asked for.
/// </summary>
public static class TorchRuntime
{
    const int TrimThreshold = -1,
        TopPad = -2,
        MmapMax = -4; // malloc.h

    [DllImport("libc")]
    static extern int mallopt(int parameter, int value);

    /// <summary>Whether the libtorch is one that the user gave.</summary>
    public static bool IsExternal { get; private set; }

    /// <param name="device">cpu, cuda, or auto (cuda where there is one).</param>
    /// <param name="libtorch">
    /// Folder of an existing CUDA libtorch, such as a PyTorch install's torch/lib; null for the packaged one.
    /// </param>
    /// <param name="threads">
    /// Null for .NET's processor count: the affinity mask's, or the cgroup's CPU share rounded up if that is less.
    /// </param>
    /// <exception cref="InputException">The device is not there: never a silent fall-back.</exception>
    public static Device Start(string device, string? libtorch = null, int? threads = null)
    {
        TuneAllocator();
        if (libtorch is not null)
            LoadExisting(libtorch);
        Load();
        ScalarLifetime.Extend();
        if (
            !ScalarLifetime.IsExtended
            && OperatingSystem.IsLinux()
            && RuntimeInformation.ProcessArchitecture == Architecture.X64
        )
            Console.Error.WriteLine(
                "warning: this libtorch or this system's protection does not let scalars be kept alive; long runs "
                    + "may crash, and then go on with --resume"
            );
        if (threads > Environment.ProcessorCount)
            Console.Error.WriteLine(
                $"warning: --threads {threads}: more than the {Environment.ProcessorCount} processors "
                    + "that this process may use, and much slower for it; leave it out to use them all"
            );
        set_num_threads(threads ?? Environment.ProcessorCount);
        var cuda = device != "cpu" && torch.cuda_is_available();
        if (device == "cuda" && !cuda)
            throw new InputException(
                "--device cuda: this build or machine has no CUDA; build with -p:Accelerator=cuda or give "
                    + "--libtorch, or use --device cpu"
            );
        return new Device(cuda ? DeviceType.CUDA : DeviceType.CPU);
    }

    /// <summary>
    /// Keeps freed tensors in the process. By default glibc maps and unmaps every large block, and the page faults of
    /// each training step cost 1.2 to 2 times the step itself. A large batch frees gigabytes at the end of one: nothing
    /// is trimmed. For blocks above 64 MiB this holds on the first thread alone, hence <see cref="MainThread"/>.
    /// </summary>
    static void TuneAllocator()
    {
        if (!OperatingSystem.IsLinux())
            return;
        mallopt(MmapMax, 0);
        mallopt(TrimThreshold, -1);
        mallopt(TopPad, 256 << 20);
    }

    static void Load()
    {
        try
        {
            using var probe = zeros(1);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            var cause = e;
            while (cause.InnerException is { } inner)
                cause = inner;
            throw new InputException($"libtorch did not load: {cause.Message}", e);
        }
    }

    static void LoadExisting(string folder)
    {
        var library = Path.Combine(folder, "libtorch.so");
        if (!File.Exists(library))
            throw new InputException(
                $"--libtorch {folder}: no libtorch.so there; give the folder torch/lib of a PyTorch install"
            );
        NativeLibrary.Load(library);
        IsExternal = true;
        var wrapper = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        NativeLibrary.SetDllImportResolver(
            typeof(torch).Assembly,
            (name, assembly, path) =>
                name == "LibTorchSharp" ? NativeLibrary.Load(File.Exists(wrapper) ? wrapper : name) : IntPtr.Zero
        );
    }
}
