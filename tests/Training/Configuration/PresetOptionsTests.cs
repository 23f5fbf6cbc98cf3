using System.CommandLine;
using Platform.Shared;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;

namespace Platform.Training.Tests.Configuration;

public sealed class PresetOptionsTests
{
    static GanConfig Read(params string[] args)
    {
        var command = new RootCommand();
        var options = new PresetOptions<GanConfig>(GanConfig.Presets, command);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed, Gans.Default, Gans.Methods[Gans.Default].Parts);
    }

    [Fact]
    public void Read_WithoutOptions_IsThePaper() => Assert.Equal(GanConfig.Paper, Read());

    [Fact]
    public void Read_TakesAPresetAndOverrides() =>
        Assert.Equal(
            GanConfig.Small with
            {
                R1Gamma = 3.5,
                Resolution = 32,
                Symmetry = Symmetry.None,
            },
            Read("--preset", "small", "--r1-gamma", "3.5", "--resolution", "32", "--symmetry", "none")
        );

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
        _ = new PresetOptions<GanConfig>(GanConfig.Presets, command);
        Assert.NotEmpty(command.Parse("--no-such-option 1").Errors);
    }

    [Fact]
    public void Presets_AreValid()
    {
        foreach (var preset in Gans.Methods.Values.SelectMany(m => m.Presets.Values))
            PresetOptions<GanConfig>.Validate(preset);
    }

    [Fact]
    public void Read_OfAVariant_TakesItsPresets_AndTheHelpShowsWhereTheyDiffer()
    {
        var (command, pggan) = (new RootCommand(), Gans.Methods["pggan"].Presets);
        var options = new PresetOptions<GanConfig>(
            GanConfig.Presets,
            command,
            variants: new Dictionary<string, IReadOnlyDictionary<string, GanConfig>> { ["pggan"] = pggan }
        );
        Assert.Equal(
            pggan["small"] with
            {
                Kimg = 1,
            },
            options.Read(command.Parse("--preset small --kimg 1"), "pggan", Gans.Methods["pggan"].Parts, pggan)
        );
        string Help(string option) => command.Options.Single(o => o.Name == option).Description!;
        Assert.EndsWith("[paper 8, small 8, smoke 16; pggan: paper 4, small 4, smoke 16]", Help("--start-resolution"));
        Assert.EndsWith("[paper 256, small 64, smoke 32]", Help("--resolution"));
    }

    [Fact]
    public void Help_NamesNoTypeOfTheProgram()
    {
        var command = new RootCommand();
        _ = new PresetOptions<GanConfig>(GanConfig.Presets, command);
        string? Placeholder(string option) => command.Options.Single(o => o.Name == option).HelpName;
        Assert.Equal("whole number", Placeholder("--resolution"));
        Assert.Equal("number", Placeholder("--kimg"));
        Assert.Equal("text", Placeholder("--batch-sizes"));
        Assert.Equal("none|mirror|square", Placeholder("--symmetry"));
    }

    [Fact]
    public void Of_GivesTheOptionsThatMakeAConfiguration() =>
        Assert.Equal(
            GanConfig.Smoke,
            PresetOptions<GanConfig>.With(GanConfig.Paper, PresetOptions<GanConfig>.Of(GanConfig.Smoke))
        );
}
