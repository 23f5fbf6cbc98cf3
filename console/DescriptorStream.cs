using System.Runtime.InteropServices;
using Platform.Shared;

namespace Platform.CommandLine;

/// <summary>Writes to an open descriptor of a POSIX system, each write at once.</summary>
/// <param name="name">
/// what errors call it; null for a stream whose errors nobody can be told of, which drops them
/// </param>
sealed partial class DescriptorStream(int descriptor, string? name) : Stream
{
    const int Interrupted = 4,
        BrokenPipe = 32;
    static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <exception cref="OutputClosedException">Its reader is gone.</exception>
    /// <exception cref="InputException">It takes no more, as on a full disk.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = WriteTo(descriptor, in MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted)
                continue;
            if (error == WouldBlock)
                WaitUntilWritable();
            else if (name is null)
                return;
            else if (error == BrokenPipe)
                throw new OutputClosedException();
            else
                throw new InputException($"{name}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    void WaitUntilWritable()
    {
        var wait = new PollRequest { Descriptor = descriptor, Events = PollRequest.Writable };
        _ = Poll(ref wait, 1, -1);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>struct pollfd</summary>
    struct PollRequest
    {
        public const short Writable = 4;
        public int Descriptor;
        public short Events,
            Returned;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int descriptor, in byte buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollRequest requests, nuint count, int milliseconds);
}
