using System.CommandLine;
using Platform.Shared;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Gan.StyleGan;

namespace Platform.Training.Tests.Configuration;

public sealed class PresetOptionsTests
{
    static readonly StyleGanOptions Style = new();

    static Setup<GanConfig> Read(params string[] args)
    {
        var command = new RootCommand();
        var options = new PresetOptions<GanConfig>(command, Gans.Options);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed, Gans.Default);
    }

    [Fact]
    public void Read_WithoutOptions_IsThePaper() => Assert.Equal(new(GanConfig.Paper, Style), Read());

    [Fact]
    public void Read_TakesAPresetAndOverrides() =>
        Assert.Equal(
            new(
                GanConfig.Small with
                {
                    Resolution = 32,
                    Symmetry = Symmetry.None,
                },
                StyleGanOptions.Small with
                {
                    R1Gamma = 3.5,
                }
            ),
            Read("--preset", "small", "--r1-gamma", "3.5", "--resolution", "32", "--symmetry", "none")
        );

    [Fact]
    public void Read_OfAnOptionInARecordWithin_MakesNewRecordsAndLeavesThePreset()
    {
        var read = Read("--augment", "ada", "--ada-kimg", "3");
        Assert.Equal(
            Style with
            {
                Augmentation = new() { Augment = Augment.Ada, AdaKimg = 3 },
            },
            read.Options
        );
        Assert.Equal(new(GanConfig.Paper, Style), StyleGanOptions.Presets["paper"]);
    }

    [Theory]
    [InlineData("--resolution", "48", "--resolution: not a power of two")]
    [InlineData("--r1-gamma", "-1", "--r1-gamma: must be between 0 and ")]
    [InlineData("--r1-gamma", "much", "'much' is not a")]
    [InlineData("--r1-gamma", "1,5", "'1,5' is not a number")]
    [InlineData("--r1-gamma", "NaN", "'NaN' is not a number")]
    [InlineData("--symmetry", "7", "--symmetry: '7' is none of none, mirror, square")]
    [InlineData("--symmetry", "diagonal", "--symmetry: 'diagonal' is none of none, mirror, square")]
    [InlineData("--batch-sizes", "4=3", "RESOLUTION:VALUE")]
    public void Read_OfABadValue_NamesTheOption(string option, string value, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => Read(option, value)).Message);

    [Fact]
    public void Parse_OfAnUnknownOption_IsAnError()
    {
        var command = new RootCommand();
        _ = new PresetOptions<GanConfig>(command, Gans.Options);
        Assert.NotEmpty(command.Parse("--no-such-option 1").Errors);
    }

    [Fact]
    public void Presets_AreValid()
    {
        foreach (var preset in Gans.Methods.Values.SelectMany(m => m.Presets.Values))
            Method<GanConfig>.Validate(preset);
    }

    [Fact]
    public void Read_OfAVariant_TakesItsPresets_AndTheHelpShowsWhereTheyDiffer()
    {
        var (command, pggan) = (new RootCommand(), Gans.Methods["pggan"].Presets["small"]);
        var options = new PresetOptions<GanConfig>(command, Gans.Options);
        Assert.Equal(
            pggan with
            {
                Config = pggan.Config with { Kimg = 1 },
            },
            options.Read(command.Parse("--preset small --kimg 1"), "pggan")
        );
        string Help(string option) => command.Options.Single(o => o.Name == option).Description!;
        Assert.EndsWith("[paper 8, small 8, smoke 16; pggan: paper 4, small 4, smoke 16]", Help("--start-resolution"));
        Assert.EndsWith("[paper 256, small 64, smoke 32]", Help("--resolution"));
    }

    [Fact]
    public void Help_NamesNoTypeOfTheProgram()
    {
        var command = new RootCommand();
        _ = new PresetOptions<GanConfig>(command, Gans.Options);
        string? Placeholder(string option) => command.Options.Single(o => o.Name == option).HelpName;
        Assert.Equal("whole number", Placeholder("--resolution"));
        Assert.Equal("number", Placeholder("--kimg"));
        Assert.Equal("text", Placeholder("--batch-sizes"));
        Assert.Equal("none|mirror|square", Placeholder("--symmetry"));
    }

    [Fact]
    public void Values_AreTheOptionsThatMakeASetup()
    {
        var (method, smoke) = (Gans.Methods[Gans.Default], Gans.Methods[Gans.Default].Presets["smoke"]);
        Assert.Equal(smoke, method.With(method.Presets["paper"], method.Values(smoke)));
    }

    /// <summary>An option of two methods is one on the command line, and each method has its own value of it.</summary>
    [Fact]
    public void Read_OfAnOptionOfTwoMethods_GoesToTheOneThatIsAskedFor()
    {
        var (command, other) = (new RootCommand(), new OtherOptions());
        var presets = PresetTable.Of<GanConfig>(
            new(GanConfig.Paper, other),
            new(GanConfig.Small, other),
            new(GanConfig.Smoke, other)
        );
        (string, Method<GanConfig>)[] methods = [.. Gans.Options, ("other", new(presets, _ => []))];
        var options = new PresetOptions<GanConfig>(command, methods);
        Assert.Equal(
            "stylegan: layers of the mapping network [paper 8, small 8, smoke 2]; "
                + "other: its layers [paper 5, small 5, smoke 5]",
            command.Options.Single(o => o.Name == "--mapping-layers").Description
        );
        var parsed = command.Parse("--mapping-layers 7");
        Assert.Equal(other with { MappingLayers = 7 }, options.Read(parsed, "other").Options);
        Assert.Equal(Style with { MappingLayers = 7 }, options.Read(parsed, "stylegan").Options);
        Assert.StartsWith(
            "--mapping-layers: an option of stylegan and other, which pggan does not read here",
            Assert.Throws<InputException>(() => options.Read(parsed, "pggan")).Message
        );
    }

    sealed record OtherOptions
    {
        [System.ComponentModel.Description("its layers")]
        public int MappingLayers { get; init; } = 5;
    }
}
