using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Inference.Commands;
using Platform.Inference.Security;
using Platform.Inference.Tests.Repository;

namespace Platform.Inference.Tests.Commands;

public sealed class TextLogTests
{
    [Fact]
    public void Line_HasNoControlCharacterOfAStranger()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<string>(
            LogLevel.Warning,
            "C",
            3,
            "bundle \u001b[2Jx\nfail: \u0007\u009b1m",
            null,
            (text, _) => text
        );
        new TextLog().Write(entry, null, writer);
        Assert.Matches(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: C\[3\] bundle  \[2Jx fail:   1m\n$",
            writer.ToString()
        );
    }

    /// <summary>A folder may be called anything; its name is in the reason why it is refused.</summary>
    [Fact]
    public async Task Serve_OfAFolderWithAnEscapeInItsName_LogsItWithout()
    {
        using var root = new ModelRoot();
        root.With("a", "1.0.0").With("b", "1.0.0");
        Directory.Move(root.Of("b"), root.Of("b\u001b[31m\nfail: x"));
        using var process = Cli.Start("serve", root.Path, "--port", "0");
        await Cli.AddressAsync(process);
        Cli.Terminate(process);
        await process.WaitForExitAsync();
        var log = await process.StandardError.ReadToEndAsync();
        Assert.Contains("refused", log);
        Assert.DoesNotContain('\u001b', log);
        Assert.DoesNotContain("\nfail: x", log);
    }

    [Theory]
    [InlineData(
        "no valid API key; send it as: authorization: Bearer KEY",
        "no valid API key; send it as: authorization: Bearer KEY"
    )]
    [InlineData("50% of Zürich\r\n", "50%25 of Z%C3%BCrich%0D%0A")]
    public void GrpcMessage_IsEncodedAsFarAsNeeded(string message, string encoded) =>
        Assert.Equal(encoded, Refusal.Encoded(message));
}
