using CsCheck;
using Platform.Shared.Formats;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data;

public sealed class ImageSplitTests
{
    /// <summary>A data set as its tables may be: few keys, so that they join, and labels that go across them.</summary>
    static readonly Gen<SplitImage> AnyImage = Gen.Select(
        Gen.Int[0, 20],
        Gen.Int[0, 12],
        Gen.Int[0, 30],
        Gen.Int[0, 3],
        Gen.Int[0, 9],
        (lesion, patient, file, label, part) =>
            new SplitImage(
                new("", $"L{lesion}", label == 3 ? "" : $"c{label}", () => [])
                {
                    Patient = patient > 8 ? null : $"P{patient}",
                    Split =
                        part == 0 ? "test"
                        : part == 1 ? "train"
                        : null,
                },
                $"{file}"
            )
    );

    static readonly Gen<(SplitImage[] Images, SplitBy By, (int, int)[] Alike, double Share, int Seed, bool Named)> Any =
        AnyImage
            .Array[1, 60]
            .SelectMany(images =>
                Gen.Select(
                    Gen.Enum<SplitBy>(),
                    Gen.Select(Gen.Int[0, images.Length - 1], Gen.Int[0, images.Length - 1]).Array[0, 6],
                    Gen.Double[0, 0.9],
                    Gen.Int[0, 99],
                    Gen.Bool,
                    (by, alike, share, seed, named) => (images, by, alike, share, seed, named)
                )
            );

    static SplitImage Unnamed(SplitImage image) => image with { Source = image.Source with { Split = null } };

    [Fact]
    public void Of_AnyTable_PartsNoGroupAndAccountsForAllImages_TheSameTwice() =>
        Any.Sample(
            table =>
            {
                var images = table.Named ? table.Images : [.. table.Images.Select(Unnamed)];
                var split = ImageSplit.Of(images, table.By, table.Alike, table.Share, table.Seed);
                Assert.Equal(images.Length, split.Parts.Count);
                Assert.All(split.Parts, part => Assert.True(part is "train" or "test"));
                var again = ImageSplit.Of(images, table.By, table.Alike, table.Share, table.Seed);
                Assert.Equal(split.Parts, again.Parts);
                Assert.Equal(split.Notes, again.Notes);
                for (var i = 0; i < images.Length; i++)
                for (var j = 0; j < i; j++)
                    if (Together(table.By, table.Alike, images, i, j))
                        Assert.Equal(split.Parts[i], split.Parts[j]);
                for (var i = 0; i < images.Length; i++)
                    if (images[i].Source.Split == "test")
                        Assert.Equal("test", split.Parts[i]);
                if (!table.Named) // each class keeps something to train on
                    Assert.Equal(
                        images.Select(i => i.Source.Label).Distinct().Order(),
                        images.Where((_, i) => split.Parts[i] == "train").Select(i => i.Source.Label).Distinct().Order()
                    );
            },
            iter: 1000
        );

    static bool Together(SplitBy by, (int, int)[] alike, SplitImage[] images, int i, int j)
    {
        var (a, b) = (images[i], images[j]);
        return by != SplitBy.Image
            && (
                a.Source.Lesion == b.Source.Lesion
                || a.Sha256 == b.Sha256
                || alike.Contains((i, j))
                || alike.Contains((j, i))
                || (by == SplitBy.Patient && a.Source.Patient is { } patient && patient == b.Source.Patient)
            );
    }

    /// <summary>Folders that are prepared anew keep the split that earlier releases gave.</summary>
    [Fact]
    public void Test_OfGroupsOfOneClass_HoldsOutWhatItAlwaysDid() =>
        Gen.Select(Gen.Int[0, 15], Gen.Int[1, 60], Gen.Double[0, 0.9], Gen.Int[0, 99])
            .Sample(
                (lesions, images, share, seed) =>
                {
                    int[][] groups =
                    [
                        .. Enumerable.Range(0, images).GroupBy(i => i * 7 % (lesions + 1)).Select(g => g.ToArray()),
                    ];
                    string[] labels = [.. Enumerable.Range(0, images).Select(i => $"{i * 7 % (lesions + 1) % 3}")];
                    Assert.Equal(
                        Before(groups, [.. groups.Select(g => labels[g[0]])], share, seed).Order(),
                        Splitter.Test(groups, labels, share, seed).Order()
                    );
                },
                iter: 500
            );

    /// <summary>As releases up to 0.1 did.</summary>
    static HashSet<int> Before(int[][] groups, string[] labels, double test, int seed)
    {
        var held = new HashSet<int>();
        foreach (var stratum in Enumerable.Range(0, groups.Length).GroupBy(g => labels[g]))
        {
            int[] order = [.. stratum];
            new Random(seed).Shuffle(order);
            var wanted = (int)Math.Round(test * order.Sum(g => groups[g].Length));
            foreach (var group in order.SkipLast(1))
            {
                if (wanted <= 0)
                    break;
                held.Add(group);
                wanted -= groups[group].Length;
            }
        }
        return held;
    }

    static SplitImage Image(int i, string label, string? patient = null, string? part = null) =>
        new(new($"I{i}", $"L{i}", label, () => []) { Patient = patient, Split = part }, $"{i}");

    [Fact]
    public void Of_PatientsWithSeveralClasses_HoldsOutTheShareOfEachClass()
    {
        SplitImage[] images =
        [
            .. Enumerable.Range(0, 1000).Select(i => Image(i, i % 10 == 0 ? "mel" : "nv", $"P{i / 7}")),
        ];
        var split = ImageSplit.Of(images, SplitBy.Patient, [], 0.2, 1);
        foreach (var (label, count) in new[] { ("mel", 100), ("nv", 900) })
            Assert.InRange(
                images.Where((image, i) => image.Source.Label == label && split.Parts[i] == "test").Count(),
                0.17 * count,
                0.23 * count
            );
        Assert.Empty(split.Notes);
    }

    [Fact]
    public void Of_AGroupThatTheDataSetTears_IsHeldOutWhole_AndSaid()
    {
        SplitImage[] images =
        [
            Image(0, "nv", "P1", "train"),
            Image(1, "nv", "P1", "test"),
            Image(2, "nv", "P2", "train"),
            Image(3, "nv", "P3", "test"),
        ];
        var split = ImageSplit.Of(images, SplitBy.Patient, [(0, 1)], 0.2, 1);
        Assert.Equal(["test", "test", "train", "test"], split.Parts);
        Assert.Equal(0.75, split.Share);
        Assert.Contains("held out with the data set's test images", Assert.Single(split.Notes));
        Assert.Equal(["train", "test", "train", "test"], ImageSplit.Of(images, SplitBy.Image, [], 0.2, 1).Parts);
    }

    [Fact]
    public void Of_AClassTooSmallToSplit_IsSaid()
    {
        SplitImage[] images =
        [
            .. Enumerable.Range(0, 20).Select(i => Image(i, "nv")),
            Image(20, "df"),
            Image(21, "vasc", "P1"),
            Image(22, "vasc", "P1"),
        ];
        Assert.Equal(
            ["df: its one lesion stays for training", "vasc: its images belong together and stay for training"],
            ImageSplit.Of(images, SplitBy.Patient, [], 0.2, 1).Notes
        );
    }

    [Fact]
    public void Of_ADataSetThatNamesTrainAlone_IsSplitAndSaid()
    {
        SplitImage[] images = [.. Enumerable.Range(0, 20).Select(i => Image(i, "nv", part: "train"))];
        var split = ImageSplit.Of(images, SplitBy.Patient, [], 0.2, 1);
        Assert.Equal(4, split.Parts.Count(p => p == "test"));
        Assert.Contains("the data set puts all images into train", Assert.Single(split.Notes));
        Assert.DoesNotContain("test", ImageSplit.Of(images, SplitBy.Patient, [], 0, 1).Parts);
    }
}
