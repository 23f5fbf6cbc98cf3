using System.Text.Json;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging;
using Platform.Shared.Taxonomy;

namespace Platform.Shared.Tests.Bundles;

public sealed class DataSheetTests
{
    const string Earlier = """
        "images": 10, "lesions": 6, "name": "own", "rejected": 3, "split": "lesion", "test_share": 0.2, "seed": 1,
        "groups": { "class": [{ "group": "mel", "train": 8, "test": 2 }] }
        """;

    static BundleManifest Manifest(string data) =>
        new()
        {
            Name = "tiny",
            Version = "1.0.0",
            Created = DateTimeOffset.UnixEpoch,
            SourceCommit = "none",
            Classes = [Diagnosis.Named("mel")],
            Preprocessing = new PreprocessingSpec(16),
            Data = JsonDocument.Parse($"{{ {data} }}").RootElement,
        };

    [Fact]
    public void Write_NamesLicencesAndWhatWasLeftOut()
    {
        var manifest = Manifest(
            Earlier
                + """
                , "patients": 5, "left_out": [{ "reason": "no file of this name", "rows": 3 }],
                "licences": [{ "group": "CC-0", "train": 5, "test": 1 }, { "group": "CC-BY", "train": 3, "test": 1 }]
                """
        );
        const string licences =
            "Licences of the labelled images, by their publisher: CC-0 (6 images); CC-BY (4 images).";
        var sheet = DataSheet.Write(manifest);
        Assert.Contains("10 images of 6 lesions of 5 patients from own; 3 rows or files were left out.", sheet);
        Assert.Contains("| no file of this name | 3 |", sheet);
        Assert.Contains(licences, sheet);
        Assert.Contains($"- {licences}\n", ModelCard.Write(manifest));
    }

    /// <summary>A bundle of a release that counted neither.</summary>
    [Fact]
    public void Write_OfAnEarlierBundle_SaysNothingOfThem()
    {
        var sheet = DataSheet.Write(Manifest(Earlier));
        Assert.Contains("10 images of 6 lesions from own;", sheet);
        Assert.DoesNotContain("Left out", sheet);
        Assert.DoesNotContain("Licences of", sheet);
        Assert.DoesNotContain("Licences of", ModelCard.Write(Manifest(Earlier)));
    }
}
