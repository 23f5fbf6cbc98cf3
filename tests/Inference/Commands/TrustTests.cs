using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;

namespace Platform.Inference.Tests.Commands;

/// <summary>What a bundle knows of its limits, on the command line.</summary>
public sealed class TrustTests : IDisposable
{
    readonly string root = TrustedBundle.Publish();

    public void Dispose() => Directory.Delete(root, recursive: true);

    string Bundle => Path.Combine(root, "tiny");

    string Image(string name, byte[] pixels)
    {
        var path = Path.Combine(root, name);
        File.WriteAllBytes(path, PngEncoder.Encode(pixels, TinyBundle.Side, TinyBundle.Side));
        return path;
    }

    [Fact]
    public async Task Classify_SaysWhatIsUnlike_AndWhatItLeavesOpen()
    {
        var noise = new byte[TinyBundle.Side * TinyBundle.Side * 3];
        new Random(1).NextBytes(noise);
        var like = JsonNode.Parse(
            (await Cli.RunAsync("classify", Bundle, Image("like.png", TrustedBundle.Pixels(31)), "--json")).Output
        )!;
        var other = JsonNode.Parse(
            (await Cli.RunAsync("classify", Bundle, Image("noise.png", noise), "--json")).Output
        )!;
        Assert.False((bool)like["unlikeTraining"]!["unlike"]!);
        Assert.True((bool)other["unlikeTraining"]!["unlike"]!);
        Assert.True((double)other["unlikeTraining"]!["distance"]! > (double)other["unlikeTraining"]!["threshold"]!);
        Assert.Equal(
            (0.9, true),
            ((double)like["predictionSet"]!["coverage"]!, (bool)like["predictionSet"]!["byClass"]!)
        );
        Assert.Equal((string)like["topClass"]!, (string)like["predictionSet"]!["codes"]![0]!);
        Assert.Contains("UNLIKE", (await Cli.RunAsync("classify", Bundle, Image("noise.png", noise))).Output);
    }

    [Fact]
    public async Task Classify_ForAPrior_SaysWhich_AndWhereTheScoreOfMalignancyLies()
    {
        var image = Image("like.png", TrustedBundle.Pixels(0));
        async Task<JsonNode> Ask(params string[] options) =>
            JsonNode.Parse((await Cli.RunAsync(["classify", Bundle, image, "--json", .. options])).Output)!;
        var (own, uniform) = (await Ask(), await Ask("--prior", "uniform"));
        Assert.Equal(("training", "uniform"), ((string)own["prior"]!, (string)uniform["prior"]!));
        Dictionary<string, double> Probabilities(JsonNode answer) =>
            answer["predictions"]!.AsArray().ToDictionary(p => (string)p!["code"]!, p => (double)p!["probability"]!);
        var divided = Probabilities(own).ToDictionary(p => p.Key, p => p.Value / (p.Key == "mel" ? 0.5 : 0.25));
        foreach (var (code, probability) in Probabilities(uniform))
            Assert.Equal(divided[code] / divided.Values.Sum(), probability, 1e-5);
        Assert.Equal(Probabilities(own)["mel"], (double)own["malignancy"]!["score"]!, 1e-6);
        Assert.Equal((double)own["malignancy"]!["score"]!, (double)uniform["malignancy"]!["score"]!, 1e-6);

        var text = (await Cli.RunAsync("classify", Bundle, image)).Output;
        Assert.Matches(@"malignancy 0\.\d{4} \(at or above the threshold for 50 % and 90 % sensitivity\)", text);
    }

    [Fact]
    public async Task Classify_ForAPrior_OfABundleThatDoesNotSay_IsRefused()
    {
        var plain = TinyBundle.Publish();
        try
        {
            var image = Image("like.png", TrustedBundle.Pixels(0));
            var refused = await Cli.RunAsync("classify", Path.Combine(plain, "tiny"), image, "--prior", "uniform");
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("does not say for which class shares its probabilities are", refused.Error);
        }
        finally
        {
            Directory.Delete(plain, recursive: true);
        }
    }

    /// <summary>
    /// By Bayes' rule from 0.9 and 0.75 at one in ten: 0.09 of 0.315; its bounds at both lower and both upper ones.
    /// </summary>
    [Fact]
    public async Task Classify_AtAPrevalence_SaysHowManySuchLesionsAreMalignant()
    {
        var measured = TrustedBundle.Publish(measured: true);
        try
        {
            string[] call = ["classify", Path.Combine(measured, "tiny"), Image("like.png", TrustedBundle.Pixels(0))];
            var text = await Cli.RunAsync([.. call, "--prevalence", "0.1"]);
            Assert.True(text.ExitCode == 0, text.Error);
            Assert.Contains(
                "; of such lesions 28.6 % [22.9, 34.5] and 28.6 % are malignant where 10 % of all are",
                text.Output
            );
            var json = await Cli.RunAsync([.. call, "--json", "--prevalence", "0.1"]);
            var points = JsonNode.Parse(json.OutputLines[0])!["malignancy"]!["points"]!;
            Assert.Equal(0.09 / 0.315, (double)points[0]!["predictive"]!["malignant"]!, 1e-9);
            Assert.Equal(0.08 / 0.35, (double)points[0]!["predictive"]!["low"]!, 1e-9);
            Assert.Equal(0.1, (double)points[0]!["predictive"]!["prevalence"]!, 1e-9);
            Assert.Null(points[1]!["predictive"]!["low"]);
            var silent = await Cli.RunAsync([.. call, "--json"]);
            Assert.Null(JsonNode.Parse(silent.OutputLines[0])!["malignancy"]!["points"]![0]!["predictive"]);

            var odd = await Cli.RunAsync([.. call, "--prevalence", "10"]);
            Assert.Equal(1, odd.ExitCode);
            Assert.Contains("--prevalence 10: must be between 0 and 1", odd.Error);
            call[1] = Bundle;
            var refused = await Cli.RunAsync([.. call, "--prevalence", "0.1"]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("whose sensitivity and specificity were measured on held-out lesions", refused.Error);
        }
        finally
        {
            Directory.Delete(measured, recursive: true);
        }
    }

    [Fact]
    public async Task Classify_Explain_DrawsTheMapOverTheImage()
    {
        var (image, target) = (Image("like.png", TrustedBundle.Pixels(31)), Path.Combine(root, "out.png"));
        var result = await Cli.RunAsync("classify", Bundle, image, "--explain", target, "--explain-class", "nv");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal((TinyBundle.Side, TinyBundle.Side), ImageDecoder.UprightSize(File.ReadAllBytes(target)));
        Assert.NotEqual(
            ImageDecoder.Decode(File.ReadAllBytes(image), int.MaxValue).Rgb,
            ImageDecoder.Decode(File.ReadAllBytes(target), int.MaxValue).Rgb
        );
        var refused = await Cli.RunAsync(
            "classify",
            Bundle,
            image,
            "--explain",
            Path.Combine(root, "no.png"),
            "--explain-class",
            "wart"
        );
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--explain-class wart: the classes are mel, nv, vasc", refused.Error);
        Assert.False(File.Exists(Path.Combine(root, "no.png")));
    }

    [Fact]
    public async Task Verify_ThatRequiresASignature_RefusesAnUnsignedBundle()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (secret, open) = (Path.Combine(root, "key.pem"), Path.Combine(root, "public.pem"));
        File.WriteAllText(secret, key.ExportECPrivateKeyPem());
        File.WriteAllText(open, key.ExportSubjectPublicKeyInfoPem());
        var refused = await Cli.RunAsync("verify", Bundle, "--require-signature", open);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("not signed", Assert.Single(refused.ErrorLines));
        BundleSignature.Sign(Path.Combine(Bundle, "1.0.0"), secret);
        Assert.Equal(0, (await Cli.RunAsync("verify", Bundle, "--require-signature", open)).ExitCode);
    }
}
