using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Platform.Inference.Security;
using Platform.Inference.Wire;
using Platform.Shared.Imaging;

namespace Platform.Inference.Page;

/// <summary>The page at <c>/</c>: the files of wwwroot in this assembly, which load nothing from elsewhere.</summary>
static class WebPage
{
    const string Folder = "wwwroot/";

    /// <summary>
    /// Scripts, styles and calls of this server alone; no frame may hold the page. W3C Content Security Policy Level 3.
    /// </summary>
    const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
    };

    public static void MapPage(this IEndpointRouteBuilder app)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames();
        foreach (var name in names.Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var (content, type) = (Read(assembly, name), Types[Path.GetExtension(name)]);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
            var file = name[Folder.Length..];
            app.MapGet(
                    file == "index.html" ? "/" : $"/{file}",
                    (HttpContext context) =>
                    {
                        var headers = context.Response.Headers;
                        headers.ContentSecurityPolicy = Policy;
                        headers["Referrer-Policy"] = "no-referrer";
                        headers["Cross-Origin-Opener-Policy"] = "same-origin";
                        headers["Cross-Origin-Resource-Policy"] = "same-origin";
                        headers.CacheControl = "no-cache";
                        return Results.Bytes(content, type, entityTag: tag);
                    }
                )
                .WithMetadata(new OpenToEverybodyAttribute(), new ShortMessagesAttribute());
        }
    }

    static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return name.EndsWith(".html", StringComparison.Ordinal) ? WithFormats(memory.ToArray()) : memory.ToArray();
    }

    /// <summary>The page names the formats that are read, which only the decoder knows.</summary>
    static byte[] WithFormats(byte[] html) =>
        Encoding.UTF8.GetBytes(
            Encoding
                .UTF8.GetString(html)
                .Replace("{image-types}", string.Join(',', ImageFormats.All.Select(f => f.MediaType)))
                .Replace("{image-names}", ImageFormats.Names)
        );
}
