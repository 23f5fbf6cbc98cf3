using Platform.Training.Experiments;
using Platform.Training.Ssl.Methods;

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

    /// <summary>So an option that comes to be later changes no stage that does without it.</summary>
    [Fact]
    public void Key_LeavesOutWhatIsAsItWouldBeAnyway_AndTheCommandLineDoesNot()
    {
        var more = new Stage(Verb.Gan, [("--method", "stylegan"), ("--kimg", "1"), ("--new", "0.8")], ("--data", data))
        {
            Defaults = new HashSet<string> { "--new" },
        };
        Assert.Equal(Gan().Key, more.Key);
        Assert.Contains("--new", more.Arguments);
        Assert.Contains("--new", more.Settings.Keys);
    }

    /// <summary>An experiment names every option that its method reads, and no other.</summary>
    [Fact]
    public void Settings_AreWhatTheMethodReads()
    {
        var plan = SomePlan.Of("table1");
        var stages = plan.Stages(Verb.Ssl).ToDictionary(s => s.Settings["--method"]);
        Assert.Equal(["byol", "none", "simclr"], stages.Keys.Order());
        foreach (var (name, stage) in stages)
        {
            var method = SslMethods.All[name];
            var read = method.Options.Where(o => method.Reads(plan.Ssl[name], o));
            Assert.Equal(read.Append("--method").Order(), stage.Settings.Keys.Order());
        }
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
