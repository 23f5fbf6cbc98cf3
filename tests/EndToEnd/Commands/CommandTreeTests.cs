namespace Platform.EndToEnd.Tests.Commands;

public sealed class CommandTreeTests
{
    [Fact]
    public async Task EachCommand_HasOneRow()
    {
        string[] rows = [.. CommandRows.All.Select(row => row.Command), .. CommandRows.OnlyRunOthers.Keys];
        Assert.Equal((await CommandTree.AllAsync()).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }
}
