using Platform.Shared.Formats;

namespace Platform.Shared.Tests.Formats;

public sealed class SyntheticSetRecordTests : IDisposable
{
    static readonly string Sha256 = new('b', 64);
    static readonly SyntheticSettings Settings = new()
    {
        Run = "gan after 100 images",
        GeneratorSha256 = Sha256,
        IntendedUse = "tests",
        Seed = 0,
        Start = 0,
        Count = 12,
        Psi = [1],
        Side = 8,
        Format = SyntheticFormat.Folder,
        ShardSize = 12,
    };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    void Write(string file, string text) => File.WriteAllText(Path.Combine(folder.Path, file), text);

    SyntheticSetRecord? Read() => SyntheticSetRecord.Read(folder.Path);

    [Fact]
    public void Read_OfASetThatIsDrawn_TellsWhetherItIsComplete()
    {
        Write("settings.json", Settings.ToJson());
        Assert.Equal(new(Sha256, IsComplete: false, Set: null), Read());
        var shard = new ShardRecord("000000", 0, 12, 100, Sha256, Sha256, new(12));
        Write("dataset.json", SyntheticSet.Of(Settings, [shard]).ToJson());
        var record = Read()!;
        Assert.Equal((Sha256, true, 12L), (record.GeneratorSha256, record.IsComplete, record.Set!.Images));
        Assert.Equal(shard, Assert.Single(record.Set.Shards));
    }

    [Fact]
    public void Read_OfACompleteSet_NeedsNoSettings()
    {
        Write("dataset.json", SyntheticSet.Of(Settings, []).ToJson());
        Assert.Equal((Sha256, true), (Read()!.GeneratorSha256, Read()!.IsComplete));
    }

    [Fact]
    public void Read_OfASetThatAnEarlierReleaseDrew_HasTheCertaintyThatItHad()
    {
        const string generator = "9f4d693591e7d75264ba6da8b81ee3e2fe7e342fa7bee535eb68d3e5dfe99edb";
        Write("settings.json", Earlier.Text("sample.settings.json"));
        Assert.Equal(new(generator, IsComplete: false, Set: null), Read());
        Write("dataset.json", Earlier.Text("sample.dataset.json"));
        Assert.Equal((generator, true, 64L), (Read()!.GeneratorSha256, Read()!.IsComplete, Read()!.Set!.Images));
        File.Delete(Path.Combine(folder.Path, "settings.json"));
        Write("dataset.json", Earlier.Text("generate.dataset.json"));
        Assert.Equal(new(generator, IsComplete: null, Set: null), Read());
    }

    [Theory]
    [InlineData("""{ "kind": "data folder", "schema": 1, "sides": [8] }""")]
    [InlineData("""{ "schema": 1, "name": "ham10000", "sides": [8], "images": 3 }""")]
    [InlineData("""{ "made": "by somebody else" }""")]
    public void Read_OfAnybodysImages_IsNull(string dataset)
    {
        Assert.Null(Read());
        Write("dataset.json", dataset);
        Assert.Null(Read());
    }

    [Theory]
    [InlineData("settings.json", "", "empty; draw the set again, with another --out")]
    [InlineData("settings.json", "{", "damaged (line 1: ")]
    [InlineData("settings.json", "{}", "without kind, so it is not known to be \"synthetic set settings\"")]
    [InlineData("settings.json", """{ "kind": "synthetic set settings" }""", "damaged (without schema)")]
    [InlineData("settings.json", """{ "kind": "data folder", "schema": 1 }""", "its kind is \"data folder\", not ")]
    [InlineData("settings.json", """{ "schema": 3, "generatorSha256": 7 }""", "damaged (")]
    [InlineData("dataset.json", """{ "kind": "synthetic set", "schema": 9 }""", "made by a newer release")]
    [InlineData("dataset.json", """{ "kind": "synthetic set", "schema": 4 }""", "without ")]
    [InlineData("dataset.json", """{ "generator": "g", "generatorSha256": "short" }""", "not a SHA-256")]
    [InlineData("dataset.json", """{ "generator": "g", "generatorSha256": null }""", "damaged (")]
    [InlineData("dataset.json", "[]", "not a JSON object")]
    [InlineData("dataset.json", """{ "generator": "g", "gener""", "damaged (")]
    public void Read_OfADamagedRecord_IsRefused(string file, string text, string reason)
    {
        Write(file, text);
        var error = Assert.Throws<InputException>(Read).Message;
        Assert.StartsWith($"{Path.Combine(folder.Path, file)}: ", error);
        Assert.Contains(reason, error);
        Assert.DoesNotContain('\n', error);
    }
}
