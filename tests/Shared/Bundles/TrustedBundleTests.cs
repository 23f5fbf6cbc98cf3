using System.Security.Cryptography;
using Platform.Shared.Bundles;
using Platform.Shared.Head;
using Platform.Shared.Onnx;
using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Bundles;

public sealed class TrustedBundleTests : IDisposable
{
    readonly string root = TrustedBundle.Publish();
    string Folder => Path.Combine(root, "tiny", "1.0.0");

    public void Dispose() => Directory.Delete(root, recursive: true);

    static float[] Embedding(Bundle bundle, byte[] pixels) =>
        bundle
            .Encoder.Run([new TensorData("pixels", pixels, 1, TinyBundle.Side, TinyBundle.Side, 3)], "embedding")[0]
            .Floats;

    /// <summary>
    /// The temperature is in the answer of the head and of the one-file classifier, and head.zip is as it was fitted.
    /// </summary>
    [Fact]
    public void Head_IsCalibrated_AndTheClassifierAgrees()
    {
        using var bundle = Bundle.Load(Folder);
        var raw = LinearHead.Load(Path.Combine(Folder, BundleFiles.Head));
        using var classifier = OnnxModel.Load(Path.Combine(Folder, BundleFiles.Classifier));
        var (z, p) = (new float[3], new float[3]);
        var embedding = Embedding(bundle, TrustedBundle.Pixels(1));
        raw.Logits(embedding, z);
        bundle.Head.Probabilities(embedding, p);
        var expected = z.Select(v => Math.Exp((v - z.Max()) / TrustedBundle.Calibration.Temperature)).ToArray();
        var one = classifier
            .Run(
                [new TensorData("pixels", TrustedBundle.Pixels(1), 1, TinyBundle.Side, TinyBundle.Side, 3)],
                "probabilities"
            )[0]
            .Floats;
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(expected[c] / expected.Sum(), p[c], 1e-4);
            Assert.Equal(p[c], one[c], 1e-4f);
        }
    }

    [Fact]
    public void Judgement_TellsImagesLikeTheTrainingOnesFromOthers()
    {
        using var bundle = Bundle.Load(Folder);
        var like = bundle.Judge(Embedding(bundle, TrustedBundle.Pixels(31)));
        Assert.False(like.Unlike);
        Assert.Contains(Array.IndexOf(like.Probabilities, like.Probabilities.Max()), like.Set!);
        var noise = new byte[TinyBundle.Side * TinyBundle.Side * 3];
        new Random(1).NextBytes(noise);
        Assert.True(bundle.Judge(Embedding(bundle, noise)).Unlike);
        Assert.Equal("case_7", bundle.NearestCases!.Of(Embedding(bundle, TrustedBundle.Pixels(7)), 1)[0].Image);
    }

    [Fact]
    public void Judgement_OfABundleWithoutThem_LeavesThemOut()
    {
        var plain = TinyBundle.Publish();
        try
        {
            using var bundle = Bundle.Load(Path.Combine(plain, "tiny"));
            var judgement = bundle.Judge(Embedding(bundle, TrustedBundle.Pixels(0)));
            Assert.Equal((null, null, null), (judgement.Distance, judgement.Unlike, judgement.Set));
            Assert.Equal((null, null, null), (judgement.Training, judgement.Uniform, judgement.Malignancy));
        }
        finally
        {
            Directory.Delete(plain, recursive: true);
        }
    }

    [Fact]
    public void Judgement_HasTheAnswerForEqualClasses_AndTheScoreOfTheMalignantOnes()
    {
        using var bundle = Bundle.Load(Folder);
        var judgement = bundle.Judge(Embedding(bundle, TrustedBundle.Pixels(1)));
        double[] divided = [.. judgement.Probabilities.Zip([0.5, 0.25, 0.25], (p, share) => p / share)];
        for (var c = 0; c < 3; c++)
            Assert.Equal(divided[c] / divided.Sum(), judgement.Uniform![c], 1e-6);
        var thresholds = bundle.Manifest.Trust!.Malignancy!.Points.Select(p => p.Threshold);
        Assert.Equal(thresholds.Select(t => judgement.Probabilities[0] >= t), judgement.Malignancy!.Above);
        Assert.Equal(judgement.Probabilities[0], judgement.Malignancy!.Score, 1e-9);
    }

    [Fact]
    public void Load_WithSharesOrMalignantClasses_ThatAreNotOneAClass_SaysSo()
    {
        var file = Path.Combine(Folder, BundleManifest.FileName);
        var manifest = ManifestFile.Read(file);
        string Refusal(TrustSpec trust)
        {
            ManifestFile.Write(file, manifest with { Trust = trust });
            return Assert.Throws<InputException>(() => Bundle.Load(Folder)).Message;
        }
        var (trust, thirds) = (manifest.Trust!, ClassPriors.Uniform(3));
        Assert.Contains("trust.priors must be 3 shares", Refusal(trust with { Priors = new([0.5, 0.5], [0.5, 0.5]) }));
        Assert.Contains("trust.priors must be 3 shares", Refusal(trust with { Priors = new(thirds, [0.5, 0.5, 0]) }));
        Assert.Contains("without trust.priors", Refusal(trust with { Priors = null }));
        var two = trust.Malignancy! with { Malignant = [true, false] };
        Assert.Contains("of each of the 3 classes", Refusal(trust with { Malignancy = two }));
    }

    /// <summary>A card says of each thing what was measured, or that it was not.</summary>
    [Fact]
    public void Cards_SayWhatWasNotMeasured()
    {
        var (card, sheet) = (
            File.ReadAllText(Path.Combine(Folder, BundleFiles.ModelCard)),
            File.ReadAllText(Path.Combine(Folder, BundleFiles.DataSheet))
        );
        Assert.Contains("Temperature 2.5", card);
        Assert.Contains("promised 90 % of each class on 30 calibration images; on held-out images not measured", card);
        Assert.Contains("| 90 % | ", card);
        Assert.Contains("the shares of the training images (mel 50.0 %, nv 25.0 %, vasc 25.0 %)", card);
        Assert.Contains("gives away its training images: not measured", card);
        Assert.Contains("Counts: not measured", sheet);
        Assert.Contains("drawn images, no licence needed", sheet);
    }

    [Fact]
    public void Load_WithoutADensityThatTheManifestNeeds_NamesIt()
    {
        File.Delete(Path.Combine(Folder, BundleFiles.Density));
        Assert.Contains(
            $"{Path.Combine(Folder, BundleFiles.Density)}: missing",
            Assert.Throws<InputException>(() => Bundle.Load(Folder)).Message
        );
    }

    (string Private, string Public) Keys(string name, ECCurve? curve = null)
    {
        using var key = ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256);
        var (secret, open) = (Path.Combine(root, $"{name}.pem"), Path.Combine(root, $"{name}.pub.pem"));
        File.WriteAllText(secret, key.ExportECPrivateKeyPem());
        File.WriteAllText(open, key.ExportSubjectPublicKeyInfoPem());
        return (secret, open);
    }

    [Fact]
    public void Load_ThatRequiresASignature_TakesTheSignersBundleAlone()
    {
        var (ours, theirs) = (Keys("ours"), Keys("theirs"));
        string Refusal(string key) => Assert.Throws<InputException>(() => Bundle.Load(Folder, signedBy: key)).Message;
        Assert.Contains("not signed", Refusal(ours.Public));
        BundleSignature.Sign(Folder, ours.Private);
        Bundle.Load(Folder, signedBy: ours.Public).Dispose();
        Assert.Contains("not the signature", Refusal(theirs.Public));
        Assert.Contains(
            "signed already",
            Assert.Throws<InputException>(() => BundleSignature.Sign(Folder, theirs.Private)).Message
        );

        // A manifest that was changed and sealed again has its hashes in order, and not the signature.
        ManifestFile.Write(
            Path.Combine(Folder, BundleManifest.FileName),
            ManifestFile.Read(Path.Combine(Folder, BundleManifest.FileName)) with
            {
                IntendedUse = "anything",
            }
        );
        Bundle.Load(Folder).Dispose();
        Assert.Contains("not the signature", Refusal(ours.Public));
    }

    [Fact]
    public void Sign_WithAKeyOfAnotherCurve_OrNoKey_SaysSo()
    {
        var other = Keys("other", ECCurve.NamedCurves.nistP384);
        Assert.Contains(
            "P-256",
            Assert.Throws<InputException>(() => BundleSignature.Sign(Folder, other.Private)).Message
        );
        Assert.Contains(
            "no such key",
            Assert.Throws<InputException>(() => BundleSignature.Sign(Folder, Path.Combine(root, "none.pem"))).Message
        );
        Assert.Contains(
            "private key",
            Assert.Throws<InputException>(() => BundleSignature.Sign(Folder, Keys("ours").Public)).Message
        );
        File.WriteAllText(other.Private, "no key");
        Assert.Contains(
            "not a PEM key",
            Assert.Throws<InputException>(() => BundleSignature.Sign(Folder, other.Private)).Message
        );
        Assert.False(File.Exists(Path.Combine(Folder, BundleSignature.FileName)));
    }
}
