using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Shared.Bundles;
using Platform.Shared.Formats;
using Platform.Shared.Imaging;
using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

public sealed class ShardFormatsTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("shards-").FullName;
    readonly Bundle bundle;

    public ShardFormatsTests(TinyBundleFixture fixture) => bundle = fixture.Load();

    public void Dispose()
    {
        bundle.Dispose();
        Directory.Delete(root, recursive: true);
    }

    Task DrawAsync(SyntheticFormat format, EncodedFormat image = EncodedFormat.Png) =>
        TestSet.DrawAsync(
            bundle,
            TestSet.Settings(bundle, format) with
            {
                Count = 4,
                ImageFormat = format == SyntheticFormat.Packed ? null : image,
            },
            root
        );

    string Tar => Path.Combine(root, "000000.tar");

    [Fact]
    public async Task Tar_IsReadByGnuTar()
    {
        await DrawAsync(SyntheticFormat.WebDataset);
        var listing = (await Foreign.RunAsync("tar", "-tvf", Tar, "--numeric-owner", "--utc", "--full-time")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        Assert.Equal(8, listing.Length);
        Assert.All(
            listing,
            l => Assert.Matches(@"^-rw-r--r-- 0/0 +\d+ 1970-01-01 00:00:00 5-000000000\d\.(png|json)$", l)
        );
        var record = JsonNode.Parse(await Foreign.RunAsync("tar", "-xOf", Tar, "5-0000000002.json"))!;
        Assert.Equal(
            ("5-0000000002", 5, 2, 0.7f),
            ((string)record["key"]!, (int)record["seed"]!, (int)record["index"]!, (float)record["psi"]!)
        );
        Assert.Equal(bundle.Manifest.Sha256, (string)record["bundleSha256"]!);
        await Foreign.RunAsync("tar", "-xf", Tar, "-C", root);
        Assert.Equal(
            (string)record["sha256"]!,
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, "5-0000000002.png"))))
        );
    }

    [Fact]
    public async Task Tar_IsReadByPython()
    {
        await DrawAsync(SyntheticFormat.WebDataset);
        var output = await Foreign.RunAsync(
            "python3",
            "-c",
            """
            import sys, tarfile, json, hashlib
            images, records = {}, {}
            with tarfile.open(sys.argv[1], "r|") as tar:
                for member in tar:
                    key, kind = member.name.split(".", 1)
                    (images if kind == "png" else records)[key] = tar.extractfile(member).read()
            for key, record in sorted(records.items()):
                record = json.loads(record)
                assert hashlib.sha256(images[key]).hexdigest() == record["sha256"]
                print(record["index"], record["key"] == key)
            """,
            Tar
        );
        Assert.Equal("0 True\n1 True\n2 True\n3 True\n", output);
    }

    [Fact]
    public async Task Metadata_IsReadByPython()
    {
        await DrawAsync(SyntheticFormat.Folder);
        var output = await Foreign.RunAsync(
            "python3",
            "-c",
            """
            import sys, json, os, hashlib
            for line in open(os.path.join(sys.argv[1], "metadata.jsonl")):
                row = json.loads(line)
                data = open(os.path.join(sys.argv[1], row["file_name"]), "rb").read()
                print(row["file_name"], hashlib.sha256(data).hexdigest() == row["sha256"], row["psi"])
            """,
            Path.Combine(root, "000000")
        );
        Assert.Equal(string.Concat(Enumerable.Range(0, 4).Select(i => $"5-000000000{i}.png True 0.7\n")), output);
    }

    [Theory]
    [InlineData(EncodedFormat.Png, 0)]
    [InlineData(EncodedFormat.Webp, 0)]
    [InlineData(EncodedFormat.Jpg, 60)] // noise at 8 px is the worst case of a JPEG
    public async Task Images_DecodeToWhatWasDrawn(EncodedFormat format, int tolerance)
    {
        await DrawAsync(SyntheticFormat.WebDataset, format);
        var settings = TestSet.Settings(bundle);
        using var reader = new TarReader(File.OpenRead(Tar));
        for (var i = 0; i < 4; i++)
        {
            var image = reader.GetNextEntry()!;
            Assert.EndsWith($".{format}".ToLowerInvariant(), image.Name);
            using var bytes = new MemoryStream();
            image.DataStream!.CopyTo(bytes);
            var (drawn, read) = (
                TestSet.Drawer(bundle, settings).Draw(i, CancellationToken.None).Pixels,
                ImageDecoder.Decode(bytes.ToArray(), int.MaxValue).Rgb
            );
            Assert.InRange(drawn.Zip(read, (a, b) => Math.Abs(a - b)).Max(), 0, tolerance);
            Assert.NotNull(reader.GetNextEntry());
        }
    }

    [Fact]
    public async Task Packed_IsADataFolder()
    {
        await DrawAsync(SyntheticFormat.Packed);
        var folder = Path.Combine(root, "000000");
        Assert.Equal(4 * 8 * 8 * 3, new FileInfo(Path.Combine(folder, "pixels.8.bin")).Length);
        Assert.Equal(5, File.ReadAllLines(Path.Combine(folder, "manifest.csv")).Length);
        var info = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "dataset.json"))).RootElement;
        Assert.Equal(
            (1, 4, 8),
            (
                info.GetProperty("schema").GetInt32(),
                info.GetProperty("images").GetInt32(),
                info.GetProperty("sides")[0].GetInt32()
            )
        );
    }

    [Fact]
    public void ContentHash_OfAFolder_IsThatOfSha256Sum()
    {
        File.WriteAllText(Path.Combine(root, "b"), "2");
        File.WriteAllText(Path.Combine(root, "a"), "1");
        var expected = ContentHash.OfText(
            "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  "
                + "a\nd4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35  b\n"
        );
        Assert.Equal(expected, ContentHash.Of(root));
    }
}
