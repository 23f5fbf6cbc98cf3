using System.CommandLine;
using Platform.Inference.Commands;
using Platform.Inference.Configuration;
using Platform.Inference.Security;
using Platform.Inference.Serving;
using Platform.Shared;

namespace Platform.Inference.Tests.Configuration;

public sealed class OptionRangesTests
{
    readonly ServeArguments arguments = new();
    readonly Command serve = new("serve");

    public OptionRangesTests() => arguments.AddTo(serve, portRequired: false);

    /// <summary>
    /// A number of serve without a range, and a range that no option sets, are both forgotten. A prevalence, which
    /// classify and evaluate read too, is judged where all read it.
    /// </summary>
    [Fact]
    public void Numbers_OfServe_AreThoseThatHaveARange() =>
        Assert.Equal(
            serve
                .Options.Where(o =>
                    (Nullable.GetUnderlyingType(o.ValueType) ?? o.ValueType) is var type && IsNumber(type)
                )
                .Select(o => o.Name)
                .Except(["--prevalence"])
                .Order(),
            OptionRanges.Of(new ServeOptions()).Select(o => o.Name).Distinct().Order()
        );

    static bool IsNumber(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(double);

    [Fact]
    public void Defaults_AreWithinTheirRanges() => OptionRanges.Check(arguments.Read(serve.Parse("")));

    [Theory]
    [InlineData("--port 65536", "--port 65536: must be 0 to 65535")]
    [InlineData("--http-port -1", "--http-port -1: must be 0 to 65535")]
    [InlineData("--versions 0", "--versions 0: must be 1 to 100")]
    [InlineData("--poll 0", "--poll 0: must be 1 to 86400")]
    [InlineData("--threads 257", "--threads 257: must be 1 to 256")]
    [InlineData("--max-batch-size 0", "--max-batch-size 0: must be 1 to 256")]
    [InlineData("--max-queue-delay 1000001", "--max-queue-delay 1000001: must be 0 to 1000000")]
    [InlineData("--max-queue-size 65537", "--max-queue-size 65537: must be 1 to 65536")]
    [InlineData("--drain 3601", "--drain 3601: must be 1 to 3600")]
    [InlineData("--concurrency 0", "--concurrency 0: must be 1 to 4096")]
    [InlineData("--decode-limit 0", "--decode-limit 0: must be 1 to 3600")]
    [InlineData("--max-generate 0", "--max-generate 0: must be 1 to 1000000")]
    [InlineData("--max-streams 100001", "--max-streams 100001: must be 1 to 100000")]
    [InlineData("--health-port 65536", "--health-port 65536: must be 0 to 65535")]
    [InlineData("--max-bytes 0", "--max-bytes 0: must be 1 to 1073741824")]
    [InlineData(
        "--prevalence 1",
        "--prevalence 1: must be between 0 and 1, such as 0.1 where 1 in 10 lesions is malignant"
    )]
    [InlineData("--max-pixels 9223372036854775807", "--max-pixels 9223372036854775807: must be 1 to 300000000")]
    public void Read_OfANumberBeyondItsRange_NamesTheOptionAndTheRange(string line, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => arguments.Read(serve.Parse(line))).Message);

    [Theory]
    [InlineData("--max-queue-delay 1000000 --poll 86400 --max-pixels 300000000")]
    [InlineData("--max-queue-delay 0 --poll 1 --max-connections 1")]
    public void Read_OfTheEndsOfARange_IsTaken(string line) => arguments.Read(serve.Parse(line));

    [Fact]
    public void Check_OfAKey_NamesItsRate()
    {
        var (key, _) = ApiKey.Create("a", [Scope.Classify], rate: 0, burst: 5, DateTimeOffset.UnixEpoch);
        Assert.Equal(
            "--rate 0: must be 1 to 1000000",
            Assert.Throws<InputException>(() => OptionRanges.Check(key)).Message
        );
    }
}
