using BitMiracle.LibTiff.Classic;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using Orientation = BitMiracle.LibTiff.Classic.Orientation;
using TiffReader = BitMiracle.LibTiff.Classic.Tiff;

namespace Platform.Training.Data;

/// <summary>
/// Turns a TIFF into a PNG of the same pixels, for prepare alone: what is served reads none. Adobe, TIFF 6.0, 1992.
/// </summary>
/// <remarks>Levels of 16 bits become 8; transparency is laid over white, as the decoder does.</remarks>
static class TiffImage
{
    public static readonly IReadOnlyList<string> Extensions = [".tif", ".tiff"];

    static TiffImage() => TiffReader.SetErrorHandler(new Silent());

    public static bool Is(ReadOnlySpan<byte> encoded) => encoded.StartsWith("II*\0"u8) || encoded.StartsWith("MM\0*"u8);

    /// <exception cref="ImageException">Damaged, too large, or of a kind that is not read; says what to do.</exception>
    public static byte[] ToPng(byte[] encoded, ImageLimits limits)
    {
        using var file = new MemoryStream(encoded);
        using var tiff =
            TiffReader.ClientOpen("tiff", "r", file, new TiffStream()) ?? throw new ImageException("a damaged TIFF");
        CheckPages(tiff);
        var (width, height) = (Number(tiff, TiffTag.IMAGEWIDTH), Number(tiff, TiffTag.IMAGELENGTH));
        limits.CheckSize(width, height);
        if (Number(tiff, TiffTag.PHOTOMETRIC) == (int)Photometric.SEPARATED)
            throw new ImageException("a TIFF in CMYK: save it as RGB");
        if (tiff.GetField(TiffTag.ORIENTATION) is [var turned, ..] && turned.ToInt() > (int)Orientation.BOTLEFT)
            throw new ImageException("a TIFF that is turned by its orientation tag: save it upright");
        if (!tiff.RGBAImageOK(out var reason))
            throw new ImageException($"a TIFF of a kind that is not read ({reason}): save it as 8-bit RGB or as PNG");
        var raster = new int[width * height];
        return tiff.ReadRGBAImageOriented(width, height, raster, Orientation.TOPLEFT, true)
            ? PngEncoder.Encode(OverWhite(raster), width, height, Profile(tiff))
            : throw new ImageException("a TIFF that is damaged or cut short");
    }

    /// <summary>A reduced copy of the picture, as cameras and scanners add, is no page.</summary>
    static void CheckPages(TiffReader tiff)
    {
        var pages = 0;
        do if ((Number(tiff, TiffTag.SUBFILETYPE) & (int)FileType.REDUCEDIMAGE) == 0)
            pages++;
        while (pages < 2 && tiff.ReadDirectory());
        if (pages > 1)
            throw new ImageException("a TIFF of several pages: save the one that is meant");
        tiff.SetDirectory(0);
    }

    static int Number(TiffReader tiff, TiffTag tag) => tiff.GetField(tag) is [var value, ..] ? value.ToInt() : 0;

    /// <summary>The ICC profile, or null: the decoder applies it.</summary>
    static byte[]? Profile(TiffReader tiff) =>
        tiff.GetField(TiffTag.ICCPROFILE) is [_, var profile, ..] ? profile.ToByteArray() : null;

    /// <param name="raster">colours times alpha, [height, width]</param>
    /// <returns>uint8 [height, width, 3]</returns>
    static byte[] OverWhite(int[] raster)
    {
        var rgb = new byte[raster.Length * 3];
        for (var i = 0; i < raster.Length; i++)
        {
            var white = 255 - TiffReader.GetA(raster[i]);
            rgb[3 * i] = (byte)(TiffReader.GetR(raster[i]) + white);
            rgb[3 * i + 1] = (byte)(TiffReader.GetG(raster[i]) + white);
            rgb[3 * i + 2] = (byte)(TiffReader.GetB(raster[i]) + white);
        }
        return rgb;
    }

    /// <summary>What cannot be read is said once, in the reason of the image.</summary>
    sealed class Silent : TiffErrorHandler
    {
        public override void WarningHandler(TiffReader tif, string method, string format, params object[] args) { }

        public override void WarningHandlerExt(
            TiffReader tif,
            object clientData,
            string method,
            string format,
            params object[] args
        ) { }

        public override void ErrorHandler(TiffReader tif, string method, string format, params object[] args) { }

        public override void ErrorHandlerExt(
            TiffReader tif,
            object clientData,
            string method,
            string format,
            params object[] args
        ) { }
    }
}
