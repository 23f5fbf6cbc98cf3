using BitMiracle.LibTiff.Classic;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using Platform.Training.Data;
using Orientation = BitMiracle.LibTiff.Classic.Orientation;

namespace Platform.Training.Tests.Data;

/// <summary>TIFF as scanners and microscopes write it.</summary>
public sealed class TiffImageTests : IDisposable
{
    const int Width = 7,
        Height = 5;
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>uint8 [Height, Width, 3]</summary>
    static byte[] Rgb()
    {
        var rgb = new byte[Width * Height * 3];
        new Random(1).NextBytes(rgb);
        return rgb;
    }

    /// <param name="rows">the bytes of each row</param>
    static byte[] Write(
        byte[][] rows,
        int samples = 3,
        int bits = 8,
        Photometric photometric = Photometric.RGB,
        Compression compression = Compression.LZW,
        Orientation orientation = Orientation.TOPLEFT,
        int pages = 1,
        string mode = "w",
        byte[]? profile = null
    )
    {
        using var file = new MemoryStream();
        using (var tiff = Tiff.ClientOpen("drawn", mode, file, new TiffStream()))
            for (var page = 0; page < pages; page++)
            {
                tiff.SetField(TiffTag.IMAGEWIDTH, Width);
                tiff.SetField(TiffTag.IMAGELENGTH, Height);
                tiff.SetField(TiffTag.SAMPLESPERPIXEL, samples);
                tiff.SetField(TiffTag.BITSPERSAMPLE, bits);
                tiff.SetField(TiffTag.PHOTOMETRIC, photometric);
                tiff.SetField(TiffTag.COMPRESSION, compression);
                tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
                tiff.SetField(TiffTag.ORIENTATION, orientation);
                tiff.SetField(TiffTag.ROWSPERSTRIP, 2);
                if (samples == 4 && photometric == Photometric.RGB)
                    tiff.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)ExtraSample.UNASSALPHA });
                if (profile is not null)
                    tiff.SetField(TiffTag.ICCPROFILE, profile.Length, profile);
                for (var y = 0; y < rows.Length; y++)
                    tiff.WriteScanline(rows[y], y);
                tiff.WriteDirectory();
            }
        return file.ToArray();
    }

    static byte[][] Rows(byte[] pixels, int bytes) => [.. pixels.Chunk(Width * bytes)];

    static byte[] Decoded(byte[] tiff) =>
        ImageDecoder.Decode(TiffImage.ToPng(tiff, ImageLimits.Default), int.MaxValue).Rgb;

    static string Refusal(byte[] tiff) =>
        Assert.Throws<ImageException>(() => TiffImage.ToPng(tiff, ImageLimits.Default)).Message;

    [Theory]
    [InlineData(Compression.NONE, "w")]
    [InlineData(Compression.LZW, "wl")]
    [InlineData(Compression.ADOBE_DEFLATE, "wb")]
    [InlineData(Compression.PACKBITS, "w")]
    public void ToPng_KeepsEachPixel(Compression compression, string mode) =>
        Assert.Equal(Rgb(), Decoded(Write(Rows(Rgb(), 3), compression: compression, mode: mode)));

    [Fact]
    public void ToPng_OfGreyIn16Bits_TakesTheUpperOnes()
    {
        byte[] levels = [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(7 * i))];
        byte[][] rows = Rows([.. levels.SelectMany(l => new[] { l, l })], 2);
        Assert.Equal(
            levels.SelectMany(l => new[] { l, l, l }),
            Decoded(Write(rows, samples: 1, bits: 16, photometric: Photometric.MINISBLACK))
        );
    }

    [Fact]
    public void ToPng_LaysTransparencyOverWhite()
    {
        byte[] clear =
        [
            .. Enumerable
                .Range(0, Width * Height)
                .SelectMany(i => new byte[] { 10, 20, 30, (byte)(i < Width ? 0 : 255) }),
        ];
        var rgb = Decoded(Write(Rows(clear, 4), samples: 4));
        Assert.All(rgb.Take(Width * 3), level => Assert.Equal(255, level));
        Assert.Equal([10, 20, 30], rgb[^3..]);
    }

    [Fact]
    public void ToPng_OfAPictureStoredFromBelow_TurnsItUpright()
    {
        byte[][] rows = [.. Rows(Rgb(), 3).Reverse()];
        Assert.Equal(Rgb(), Decoded(Write(rows, orientation: Orientation.BOTLEFT)));
    }

    /// <summary>ICC.1:2022: sRGB's primaries by D50, and levels that are the light itself.</summary>
    static byte[] LinearProfile()
    {
        (string Name, double[] Xyz)[] primaries =
        [
            ("rXYZ", [0.4360, 0.2225, 0.0139]),
            ("gXYZ", [0.3851, 0.7169, 0.0971]),
            ("bXYZ", [0.1431, 0.0606, 0.7141]),
        ];
        const int first = 128 + 4 + 6 * 12;
        using var profile = new MemoryStream();
        void Word(uint value) =>
            profile.Write([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        void Name(string name) => profile.Write([.. name.Select(c => (byte)c)]);
        void Xyz(double[] values)
        {
            foreach (var value in values)
                Word((uint)Math.Round(value * 65536));
        }
        Word(first + 3 * 20 + 12);
        Word(0);
        Word(0x02400000); // version 2.4
        Name("mntrRGB XYZ ");
        profile.Write(new byte[12]);
        Name("acsp");
        profile.Write(new byte[28]);
        Xyz([0.9642, 1, 0.8249]);
        profile.Write(new byte[48]);
        Word(6);
        for (var i = 0; i < 3; i++)
        {
            Name(primaries[i].Name);
            Word((uint)(first + 20 * i));
            Word(20);
        }
        foreach (var curve in new[] { "rTRC", "gTRC", "bTRC" })
        {
            Name(curve);
            Word(first + 3 * 20);
            Word(12);
        }
        foreach (var (_, xyz) in primaries)
        {
            Name("XYZ ");
            Word(0);
            Xyz(xyz);
        }
        Name("curv");
        Word(0);
        Word(0); // no entry: the identity
        return profile.ToArray();
    }

    [Fact]
    public void ToPng_WithAColourProfile_IsConvertedByTheDecoder()
    {
        byte[] grey = [.. Enumerable.Repeat((byte)128, Width * Height * 3)];
        var decoded = Decoded(Write(Rows(grey, 3), profile: LinearProfile()));
        // IEC 61966-2-1: 1.055 (128 / 255)^(1 / 2.4) - 0.055, in 255 levels
        Assert.All(decoded, level => Assert.InRange(level, 187, 189));
        Assert.Equal(grey, Decoded(Write(Rows(grey, 3))));
    }

    [Fact]
    public void ToPng_OfWhatItDoesNotRead_SaysWhatToDo()
    {
        var rows = Rows(Rgb(), 3);
        Assert.Equal("a TIFF of several pages: save the one that is meant", Refusal(Write(rows, pages: 2)));
        Assert.Contains("save it upright", Refusal(Write(rows, orientation: Orientation.RIGHTTOP)));
        byte[][] four = Rows(new byte[Width * Height * 4], 4);
        Assert.Contains("save it as RGB", Refusal(Write(four, samples: 4, photometric: Photometric.SEPARATED)));
        Assert.Contains("damaged", Refusal([.. "II*\0"u8, 8, 0, 0, 0, 0, 0]));
        Assert.Contains(
            "the limit is 30",
            Assert
                .Throws<ImageException>(() => TiffImage.ToPng(Write(rows), ImageLimits.Default with { MaxPixels = 30 }))
                .Message
        );
    }

    [Fact]
    public void ToPng_OfACutFile_RefusesOrHasEachPixel()
    {
        var whole = Write(Rows(Rgb(), 3), compression: Compression.NONE);
        for (var length = 4; length < whole.Length; length += 3)
            try
            {
                Assert.Equal(Rgb(), Decoded(whole[..length]));
                Assert.True(length > Rgb().Length, $"{length} bytes");
            }
            catch (ImageException e)
            {
                Assert.Contains("TIFF", e.Message);
            }
    }

    [Fact]
    public void Prepare_ReadsTiff_AndHoldsOutWhatIsServed()
    {
        foreach (var label in new[] { "mel", "nv" })
            for (var i = 0; i < 4; i++)
            {
                Directory.CreateDirectory(folder[$"source/{label}"]);
                byte[] rgb = [.. Rgb().Select(b => (byte)(b ^ (i + 16 * label.Length)))];
                File.WriteAllBytes(folder[$"source/{label}/{i}.TIF"], Write(Rows(rgb, 3)));
            }
        var catalogue = Datasets.Read("folder", folder["source"], 0, 0);
        Assert.Empty(catalogue.Rejected);
        new Preparation(catalogue, new([16], null, 1, SplitBy.Lesion, 0.5, true)).Write(
            folder["data"],
            CancellationToken.None,
            folder["held"]
        );
        Assert.All(DataFolder.Open(folder["data"]).Rows, r => Assert.Equal((Width, Height), (r.Width, r.Height)));
        string[] held = Directory.GetFiles(folder["held"], "*", SearchOption.AllDirectories);
        Assert.Equal(4, held.Length);
        Assert.All(held, f => Assert.EndsWith(".TIF.png", f));
        Assert.All(held, f => ImageDecoder.Decode(File.ReadAllBytes(f), 16));
    }
}
