using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Platform.Inference.Serving;

/// <summary>
/// The buffers of connections. Kestrel's own pool keeps for minutes what a burst took; this one keeps what everyday
/// traffic needs, and leaves the rest to the garbage collector.
/// </summary>
sealed class ConnectionBuffers : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    sealed class Pool : MemoryPool<byte>
    {
        const int Size = 4096,
            Kept = (8 << 20) / Size;

        readonly ConcurrentQueue<byte[]> free = [];
        int count;

        public override int MaxBufferSize => Size;

        public override IMemoryOwner<byte> Rent(int size = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
            if (!free.TryDequeue(out var block))
                return new Block(this, GC.AllocateUninitializedArray<byte>(Size));
            Interlocked.Decrement(ref count);
            return new Block(this, block);
        }

        void Return(byte[] block)
        {
            if (Interlocked.Increment(ref count) <= Kept)
                free.Enqueue(block);
            else
                Interlocked.Decrement(ref count);
        }

        protected override void Dispose(bool disposing) => free.Clear();

        sealed class Block(Pool pool, byte[] bytes) : IMemoryOwner<byte>
        {
            byte[]? bytes = bytes;

            public Memory<byte> Memory => bytes ?? throw new ObjectDisposedException(nameof(Block));

            public void Dispose()
            {
                if (Interlocked.Exchange(ref bytes, null) is { } block)
                    pool.Return(block);
            }
        }
    }
}
