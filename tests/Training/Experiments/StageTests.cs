using Platform.Training.Experiments;

namespace Platform.Training.Tests.Experiments;

public sealed class StageTests
{
    static readonly GivenFolder data = new("/data", "aa");

    static Stage Gan(string kimg = "1", IArtefact? of = null) =>
        new(Verb.Gan, [("--method", "stylegan"), ("--kimg", kimg)], ("--data", of ?? data));

    [Fact]
    public void Key_IsOfTheConfigurationNotOfItsOrderOrPlace() =>
        Assert.Equal(
            Gan().Key,
            new Stage(
                Verb.Gan,
                [("--kimg", "1"), ("--method", "stylegan")],
                ("--data", new GivenFolder("/elsewhere", "aa"))
            ).Key
        );

    [Fact]
    public void Key_ChangesWithEachSettingAndEachInputHoweverFar()
    {
        Stage Generate(Stage gan) => new(Verb.Generate, [("--count", "8")], ("--gan", gan));
        string[] keys =
        [
            Generate(Gan()).Key,
            Generate(Gan("2")).Key,
            Generate(Gan(of: new GivenFolder("/data", "bb"))).Key,
            Gan().Key,
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Arguments_AreTheCommandLineWithRelativePaths()
    {
        var gan = Gan();
        var sheet = Pipeline.Drawn(gan, 8);
        Assert.Equal(
            [
                "generate",
                "--count",
                "8",
                "--grid",
                $"{sheet.Name}/grid.png",
                "--seed",
                "0",
                "--gan",
                $"{gan.Name}/run",
                "--out",
                $"{sheet.Name}/run",
            ],
            sheet.Arguments
        );
    }

    [Fact]
    public void WithInputs_NamesEachStageOnceInputsFirst()
    {
        var (a, b) = (Pipeline.Drawn(Gan(), 8), Pipeline.Drawn(Gan(), 9));
        Assert.Equal([Gan().Name, a.Name, b.Name], Stage.WithInputs([a, b, a]).Select(s => s.Name));
    }
}
