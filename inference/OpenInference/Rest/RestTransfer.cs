using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>
/// Bodies of REST calls are inflated, within the limit that they have uncompressed, and answers are compressed for
/// callers that ask for it: gzip and deflate, as Triton has them.
/// </summary>
static class RestTransfer
{
    public static void AddRestTransfer(this IServiceCollection services)
    {
        services.AddRequestDecompression(options => options.DecompressionProviders.Remove("br"));
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true; // no secret is beside what a caller sent
            options.Providers.Add<GzipCompressionProvider>();
            options.Providers.Add<Deflate>();
            options.MimeTypes = ["application/json", "application/octet-stream"];
        });
    }

    /// <summary>Behind the keys and the limits on a body.</summary>
    public static void UseRestTransfer(this WebApplication app) =>
        app.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<RestRoute>() is not null,
            rest =>
            {
                rest.UseResponseCompression();
                rest.UseRequestDecompression();
            }
        );

    /// <summary>What HTTP calls deflate is zlib's form of it. RFC 9110, section 8.4.1.2.</summary>
    sealed class Deflate : ICompressionProvider
    {
        public string EncodingName => "deflate";
        public bool SupportsFlush => true;

        public Stream CreateStream(Stream outputStream) =>
            new ZLibStream(outputStream, CompressionLevel.Fastest, leaveOpen: true);
    }
}
