using System.IO.Compression;
using Grpc.Net.Compression;

namespace Platform.Inference.Wire;

/// <summary>
/// Inflates no more of a message than its call may have. The library itself inflates without a limit
/// (grpc-dotnet, PipeExtensions.TryDecompressMessage).
/// </summary>
sealed class BoundedInflation(ICompressionProvider inner) : ICompressionProvider
{
    public string EncodingName => inner.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream)
    {
        var inflation = Inflation.Current;
        inflation.NextMessage();
        return new Bounded(inner.CreateDecompressionStream(stream), inflation);
    }

    sealed class Bounded(Stream inflated, Inflation inflation) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inflated.Read(buffer);
            inflation.Add(read);
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inflated.Dispose();
            base.Dispose(disposing);
        }
    }
}
