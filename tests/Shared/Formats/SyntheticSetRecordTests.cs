using Platform.Shared.Formats;

namespace Platform.Shared.Tests.Formats;

public sealed class SyntheticSetRecordTests : IDisposable
{
    static readonly string Sha256 = new('b', 64);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    void Write(string file, string text) => File.WriteAllText(Path.Combine(folder.Path, file), text);

    SyntheticSetRecord? Read() => SyntheticSetRecord.Read(folder.Path);

    [Fact]
    public void Read_OfASetThatSampleDraws_TellsWhetherItIsComplete()
    {
        Write("settings.json", $$"""{ "schema": 3, "generatorSha256": "{{Sha256}}" }""");
        Assert.Equal(new(Sha256, IsComplete: false, Images: null), Read());
        Write("dataset.json", """{ "settings": {}, "images": 12 }""");
        Assert.Equal(new(Sha256, IsComplete: true, Images: 12), Read());
    }

    [Fact]
    public void Read_OfASetThatGenerateDraws_NamesItsGenerator()
    {
        Write("dataset.json", $$"""{ "generator": "run after 100 images", "generatorSha256": "{{Sha256}}" }""");
        Assert.Equal(new(Sha256, IsComplete: true, Images: null), Read());
    }

    [Fact]
    public void Read_OfAnybodysImages_IsNull()
    {
        Assert.Null(Read());
        Write("dataset.json", """{ "schema": 1, "name": "ham10000", "images": 3 }""");
        Assert.Null(Read());
    }

    [Theory]
    [InlineData("settings.json", "{}", "no generatorSha256")]
    [InlineData("settings.json", """{ "generatorSha256": 7 }""", "no generatorSha256")]
    [InlineData("dataset.json", """{ "generatorSha256": "short" }""", "no generatorSha256")]
    [InlineData("dataset.json", "[]", "not a JSON object")]
    [InlineData("settings.json", "{", "damaged")]
    public void Read_OfADamagedRecord_IsRefused(string file, string text, string reason)
    {
        Write(file, text);
        var error = Assert.Throws<InputException>(Read).Message;
        Assert.StartsWith(Path.Combine(folder.Path, file), error);
        Assert.Contains(reason, error);
        Assert.EndsWith("draw the set again", error);
    }
}
