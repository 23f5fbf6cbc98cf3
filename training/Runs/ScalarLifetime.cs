using System.Runtime.InteropServices;

namespace Platform.Training.Runs;

/// <summary>Keeps each of TorchSharp's scalars alive while a call may still read it.</summary>
/// <remarks>
/// TorchSharp makes a Scalar of every number in an expression and leaves it to the garbage collector, for which it is
/// dead as soon as its handle has been read: the finalizer can free it while the native call that it was made for still
/// reads it, and runs of an hour end in a crash. (dotnet/TorchSharp, pull requests 1434 and 1496, open as of version
/// 0.107, would dispose of scalars after the call.) Here the library's function that frees a scalar is made to jump to
/// <see cref="FreeLater"/>, which frees the memory alone: enough for numbers, the only scalars that TorchSharp makes.
/// On x86-64 Linux only, and only where that function begins as it is known to.
/// </remarks>
public static unsafe partial class ScalarLifetime
{
    const string Symbol = "THSTorch_dispose_scalar";
    const int Read = 1,
        Write = 2,
        Execute = 4; // sys/mman.h
    const int Newest = 4096; // kept however long: a paused process wakes with old ones in use
    static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    static readonly Queue<(nint Scalar, long Since)> Dead = new();
    static readonly Lock Guard = new();
    static bool tried;

    /// <summary>Whether scalars outlive their finalizers.</summary>
    public static bool IsExtended { get; private set; }

    /// <summary>Scalars that wait to be freed.</summary>
    public static int Waiting
    {
        get
        {
            lock (Guard)
                return Dead.Count;
        }
    }

    /// <summary>To be called once libtorch is loaded; later calls do nothing.</summary>
    public static void Extend()
    {
        lock (Guard)
        {
            if (tried)
                return;
            tried = true;
            if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
                return;
            if (
                !NativeLibrary.TryLoad("LibTorchSharp", typeof(TorchSharp.torch).Assembly, null, out var library)
                || !NativeLibrary.TryGetExport(library, Symbol, out var function)
            )
                return;
            IsExtended = Redirect(function, (nint)(delegate* unmanaged<nint, void>)&FreeLater);
        }
    }

    /// <summary>Writes mov rax, target; jmp rax over the function's beginning.</summary>
    static bool Redirect(nint function, nint target)
    {
        const int size = 12;
        if (!new ReadOnlySpan<byte>((void*)function, 4).SequenceEqual<byte>([0x48, 0x85, 0xFF, 0x74]))
            return false; // test rdi, rdi; je: long enough to write over
        var page = Environment.SystemPageSize;
        var start = function / page * page;
        var length = (nuint)(function + size - start);
        if (MProtect(start, length, Read | Write | Execute) != 0)
            return false;
        var code = new Span<byte>((void*)function, size);
        code[0] = 0x48;
        code[1] = 0xB8;
        MemoryMarshal.Write(code[2..], (long)target);
        code[10] = 0xFF;
        code[11] = 0xE0;
        _ = MProtect(start, length, Read | Execute);
        return true;
    }

    [UnmanagedCallersOnly]
    static void FreeLater(nint scalar)
    {
        var now = Environment.TickCount64;
        lock (Guard)
        {
            Dead.Enqueue((scalar, now));
            while (Dead.Count > Newest && now - Dead.Peek().Since > Kept.TotalMilliseconds)
                NativeMemory.Free((void*)Dead.Dequeue().Scalar);
        }
    }

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MProtect(nint start, nuint length, int protection);
}
