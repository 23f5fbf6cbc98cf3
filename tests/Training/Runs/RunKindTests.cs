using System.Text.Json.Nodes;
using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Training.Evaluation;
using Platform.Training.Gan;
using Platform.Training.Gan.Methods;
using Platform.Training.Gan.StyleGan;
using Platform.Training.Head;
using Platform.Training.Runs;
using Platform.Training.Ssl.Methods;

namespace Platform.Training.Tests.Runs;

/// <summary>What the files of a run say that they are.</summary>
public sealed class RunKindTests : IDisposable
{
    static readonly GanRun Gan = new(
        "stylegan",
        GanConfig.Smoke,
        StyleGanOptions.Smoke,
        "phantom",
        new string('a', 64),
        IncludeTest: false
    );
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Config => Path.Combine(folder["run"], "config.json");

    static string Message(Action action)
    {
        var message = Assert.Throws<InputException>(action).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Fact]
    public void ReadConfig_OfWhatWasOpened_IsTheSame_AndOfAnotherKindIsRefused()
    {
        RunFolder.Open(folder["run"], Gan, resume: false);
        Assert.Equal(Gan.Config, RunFolder.ReadConfig<GanRun>(folder["run"]).Config);
        Assert.Equal("gan", Assert.Single(RunSummary.Below(folder.Path)).Kind);
        Assert.Equal(
            $"{Config}: its Kind is \"gan run\", not \"ssl run\"; give one that ssl made",
            Message(() => RunFolder.ReadConfig<SslRun>(folder["run"]))
        );
    }

    [Fact]
    public void ReadConfig_OfAReleaseThatWroteNoKind_NeedsNone()
    {
        RunFolder.Open(folder["run"], Gan, resume: false);
        var config = JsonNode.Parse(File.ReadAllText(Config))!.AsObject();
        Assert.True(config.Remove("Kind") && config.Remove("Schema"));
        File.WriteAllText(Config, config.ToJsonString());
        Assert.Equal(Gan.Config, RunFolder.ReadConfig<GanRun>(folder["run"]).Config);
        Assert.Equal("gan", Assert.Single(RunSummary.Below(folder.Path)).Kind);
        File.WriteAllText(Path.Combine(folder["run"], "checkpoint.bin"), "saved");
        RunFolder.Open(folder["run"], Gan, resume: true);
    }

    [Theory]
    [InlineData("", "empty; name a run folder that gan made")]
    [InlineData("{ \"Kind\": \"gan run\", \"Schema\": 7 }", "schema 7, made by a newer release")]
    [InlineData("{ \"Kind\": \"gan run\", \"Sch", "damaged (")]
    [InlineData("{ \"Kind\": \"gan run\" }", "damaged (without Schema)")]
    public void ReadConfig_OfASpoiltFile_IsRefusedInOneLine(string text, string reason)
    {
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(Config, text);
        Assert.StartsWith($"{Config}: {reason}", Message(() => RunFolder.ReadConfig<GanRun>(folder["run"])));
    }

    [Theory]
    [InlineData("", "empty; run head again")]
    [InlineData("{ \"kind\": \"head metrics\", \"schema\": 1 }", "its kind is \"head metrics\", not \"head trust\"")]
    [InlineData("{ \"kind\": \"head trust\", \"schema\": 2 }", "schema 2, made by a newer release")]
    [InlineData("{ \"kind\": \"head trust\", \"sche", "damaged (")]
    [InlineData("{ \"accuracy\": 1 }", "without kind")]
    public void ReadFit_OfASpoiltFile_IsRefusedInOneLine(string text, string reason)
    {
        File.WriteAllText(folder["trust.json"], text);
        Assert.StartsWith($"{folder["trust.json"]}: {reason}", Message(() => HeadTrust.ReadFit(folder.Path)));
    }

    [Fact]
    public void ReadFit_OfWhatWasWritten_IsTheSame_AndNeedsNoKindOfAnEarlierRelease()
    {
        var text = HeadContracts.Trust.Text(TrustFit.None, EvaluationResult.Json);
        File.WriteAllText(folder["trust.json"], text);
        Assert.Equal(TrustFit.None.Images, HeadTrust.ReadFit(folder.Path).Images);
        var fit = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(("head trust", 1), ((string?)fit["kind"], (int)fit["schema"]!));
        Assert.True(fit.Remove("kind") && fit.Remove("schema"));
        File.WriteAllText(folder["trust.json"], fit.ToJsonString());
        Assert.Equal(TrustFit.None.Calibration, HeadTrust.ReadFit(folder.Path).Calibration);
    }

    [Theory]
    [InlineData("", "empty; its first line must name the columns")]
    [InlineData("image,lesion,true_class\n", "no column predicted_class")]
    [InlineData("image,lesion,true_class,predicted_class\na,b", "no field for the column true_class")]
    public void Predictions_OfASpoiltTable_AreRefusedInOneLine(string text, string reason)
    {
        File.WriteAllText(folder["predictions.csv"], text);
        Assert.Contains(reason, Message(() => PredictionsFile.Read(folder["predictions.csv"])));
    }
}
