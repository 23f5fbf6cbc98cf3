namespace Platform.EndToEnd.Tests.Terminal;

/// <summary>
/// A script with a variable that is not set gives an empty value: the option is named, and nothing is done.
/// </summary>
public sealed class EmptyValuesTests
{
    public static TheoryData<string, string> Values =>
        new()
        {
            { "Platform.Training", "" },
            { "Platform.Inference", " " },
            { "Platform.Tools", "" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Option_OfEveryCommand_EmptyIsNamed(string project, string empty)
    {
        var checkedOptions = 0;
        foreach (var (command, help) in await CommandTree.OfAsync(project))
        {
            string[] options = [.. CommandTree.Options(help)];
            string[] arguments = [.. CommandTree.Arguments(command, help)];
            if (options.Length + arguments.Length == 0)
                continue;
            var result = await Command.RunAsync(
                project,
                [
                    .. CommandTree.Words(command),
                    .. options.SelectMany(o => new[] { o, empty }),
                    .. arguments.Select(_ => empty),
                ]
            );
            Assert.Equal(2, result.ExitCode);
            foreach (var name in options.Concat(arguments))
                Assert.Contains(
                    result.Complaints,
                    l => l.StartsWith($"error: {name}: is empty", StringComparison.OrdinalIgnoreCase)
                );
            checkedOptions += options.Length;
        }
        Assert.True(checkedOptions > 20, $"{project}: {checkedOptions} options");
    }

    [Theory]
    [InlineData("Platform.Training", "--l2: '1,5'", "head", "--l2", "1,5")]
    [InlineData("Platform.Training", "--psi: '0,1'", "generate", "--psi", "0,1")]
    [InlineData("Platform.Training", "--test: 'Infinity'", "prepare", "--test", "Infinity")]
    [InlineData(
        "Platform.Training",
        "--learning-rate: '0,0003'",
        "ssl",
        "--data",
        "d",
        "--out",
        "o",
        "--learning-rate",
        "0,0003"
    )]
    [InlineData("Platform.Training", "--group: '7' is none of patient, lesion, image", "prepare", "--group", "7")]
    [InlineData("Platform.Training", "--device: 'gpu' is none of cpu, cuda, auto", "gan", "--device", "gpu")]
    [InlineData("Platform.Inference", "--seed: '1e5'", "sample", "--seed", "1e5")]
    [InlineData("Platform.Inference", "--log-format: 'xml' is none of text, json", "serve", "--log-format", "xml")]
    [InlineData("Platform.Tools", "--rate: '1,000'", "load", "--rate", "1,000")]
    public async Task Option_WithASeparatorOrNoNumber_IsRefused(string project, string named, params string[] arguments)
    {
        var result = await Command.RunAsync(project, arguments);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(result.Complaints, l => l.StartsWith($"error: {named}", StringComparison.Ordinal));
    }
}
