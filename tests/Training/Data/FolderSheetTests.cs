using Platform.Shared.Formats;
using Platform.Training.Data;
using Platform.Training.Tests.Data.Recipes;

namespace Platform.Training.Tests.Data;

/// <summary>What a data folder keeps of licences, patients and what was left out.</summary>
public sealed class FolderSheetTests : IDisposable
{
    readonly DrawnFolder drawn = new();

    public void Dispose() => drawn.Dispose();

    DataFolder Prepared()
    {
        drawn.Text(
            "source/metadata.csv",
            "isic_id,attribution,copyright_license,diagnosis_1,diagnosis_2,diagnosis_3,image_type,lesion_id,patient_id",
            "A,Anonymous,CC-0,Benign,,Nevus,dermoscopic,L1,P1",
            "B,Anonymous,CC-BY,Malignant,,\"Melanoma, NOS\",dermoscopic,L2,P1",
            "C,\"Clinic, there\",,Benign,,Nevus,,L3,P2",
            "D,Anonymous,CC-BY,Benign,,Wart,dermoscopic,L4,P3",
            "E,Anonymous,CC-BY,Benign,,Nevus,dermoscopic,L5,P4",
            "F,Anonymous,CC-BY,Benign,,Nevus,dermoscopic,L6,P4"
        );
        drawn.Pictures("source/A.jpg", "source/B.jpg", "source/C.jpg", "source/D.jpg");
        var catalogue = drawn.Read(new DataSource { Dataset = "isic-archive", Folder = drawn["source"] });
        new Preparation(catalogue, new([16], null, 1, SplitBy.Lesion, 0, false)).Write(
            drawn["data"],
            CancellationToken.None
        );
        return DataFolder.Open(drawn["data"]);
    }

    [Fact]
    public void Manifest_KeepsPatientLicenceAndWhatElseIsTold()
    {
        var rows = Prepared().Rows;
        Assert.Equal(
            "image,source,lesion,label,split,sha256,width,height,patient,licence,attribution,image_type",
            File.ReadLines(drawn["data/manifest.csv"]).First()
        );
        Assert.Equal(
            [("A", "P1", "CC-0"), ("B", "P1", "CC-BY"), ("C", "P2", "")],
            rows.Select(r => (r.Image, r.Patient, r.Licence))
        );
        Assert.Equal("Clinic, there", rows[2].Kept["attribution"]);
        Assert.False(rows[2].Kept.ContainsKey("image_type"));
        ManifestRow.Write(drawn["again.csv"], rows);
        Assert.Equal(File.ReadAllBytes(drawn["data/manifest.csv"]), File.ReadAllBytes(drawn["again.csv"]));
    }

    [Fact]
    public void Write_CountsLicencesAndWhatWasLeftOut()
    {
        Prepared();
        var sheet = File.ReadAllText(drawn[$"data/{FolderSheet.FileName}"]);
        Assert.Contains("3 images of 3 lesions of 2 patients: 3 to train on, 0 held out; 3 rows or files", sheet);
        Assert.Contains("| MEL | melanoma | 1 | 0 | 1 |\n| NV | melanocytic naevus | 2 | 0 | 2 |\n", sheet);
        Assert.Contains("| CC-0 | 1 |\n| CC-BY | 1 |\n| not told | 1 |\n", sheet);
        Assert.Contains("| no file of this name | 2 |\n| unknown class code 'Wart' | 1 |\n", sheet);
    }

    [Fact]
    public void Summary_TellsTheBundleTheSame()
    {
        var summary = DataSummary.Of(Prepared(), []);
        Assert.Equal(2, summary.Patients);
        Assert.Equal(
            [new DataCount("CC-0", 1, 0), new DataCount("CC-BY", 1, 0), new DataCount("not told", 1, 0)],
            summary.Licences
        );
        Assert.Equal(new LeftOutCount("no file of this name", 2), summary.LeftOut[0]);
    }
}
