using Platform.Shared.Formats;

namespace Platform.Training.Data;

/// <summary>An image that is to be put into train or test.</summary>
/// <param name="Sha256">of the encoded file</param>
sealed record SplitImage(SourceImage Source, string Sha256);

/// <summary>Which images of a data set are held out.</summary>
/// <param name="Parts">train or test, of each image</param>
/// <param name="Share">of the images that was to be held out; where the data set itself says so, that share</param>
/// <param name="Notes">what is to be said of it</param>
sealed record ImageSplit(IReadOnlyList<string> Parts, double Share, IReadOnlyList<string> Notes)
{
    const string Train = SplitPart.Train,
        Test = SplitPart.Test;

    /// <param name="alike">pairs of images that show the same thing although nothing else says so</param>
    /// <param name="share">of the images that the data set does not place itself, to hold out</param>
    public static ImageSplit Of(
        IReadOnlyList<SplitImage> images,
        SplitBy by,
        IEnumerable<(int One, int Other)> alike,
        double share,
        int seed
    )
    {
        var groups = Groups(images, by, alike);
        var trainAlone = images.Count > 0 && images.All(i => i.Source.Split == Train);
        var notes = new List<string>();
        var parts = new string[images.Count];
        int[][] free = [.. groups.Where(g => trainAlone || !Place(g))];
        string[] labels = [.. images.Select(i => i.Source.Label)];
        var held = Splitter.Test(free, labels, share, seed);
        foreach (var (g, group) in free.Index())
            Put(group, held.Contains(g) ? Test : Train);
        Tell();
        var own = free.Length == 0 && images.Count > 0;
        return new(parts, own ? Math.Round(parts.Count(p => p == Test) / (double)images.Count, 4) : share, notes);

        // A test image decides where its group goes: the data set's test stays whole, and nothing of it is trained on.
        bool Place(int[] group)
        {
            var named = group.Select(i => images[i].Source.Split).Where(s => s is not null).ToHashSet();
            if (named.Count > 0)
                Put(group, named.Contains(Test) ? Test : Train);
            return named.Count > 0;
        }

        void Put(int[] group, string part)
        {
            foreach (var i in group)
                parts[i] = part;
        }

        void Tell()
        {
            var moved = Enumerable
                .Range(0, images.Count)
                .Where(i => !trainAlone && images[i].Source.Split is { } named && named != parts[i])
                .ToArray();
            if (moved.Length > 0)
                notes.Add(
                    "held out with the data set's test images, because they belong together by patient, lesion, equal "
                        + $"files or near-duplicates: {moved.Length:N0} of its training images (such as "
                        + $"{images[moved[0]].Source.Image})"
                );
            if (share <= 0)
                return;
            if (trainAlone)
                notes.Add($"the data set puts all images into train: {share} of them are held out, as --test says");
            foreach (var label in labels.Distinct().Order(StringComparer.Ordinal))
            {
                int[] ofClass = [.. Enumerable.Range(0, images.Count).Where(i => labels[i] == label)];
                var name = label == "" ? "images without a label" : label;
                if (ofClass.All(i => parts[i] == Train))
                    notes.Add($"{name}: {TooSmall(ofClass)}");
                else if (ofClass.All(i => parts[i] == Test))
                    notes.Add($"{name}: all its images are held out, so that nothing is left to train on");
            }
        }

        string TooSmall(int[] ofClass)
        {
            if (ofClass.Select(i => images[i].Source.Lesion).Distinct().Count() == 1)
                return "its one lesion stays for training";
            var set = ofClass.ToHashSet();
            return groups.Count(g => g.Any(set.Contains)) == 1
                ? "its images belong together and stay for training"
                : "too few images to hold one out";
        }
    }

    /// <summary>The closure of everything that says that two images show the same.</summary>
    static IReadOnlyList<int[]> Groups(
        IReadOnlyList<SplitImage> images,
        SplitBy by,
        IEnumerable<(int One, int Other)> alike
    )
    {
        var joined = new JoinedImages(images.Count);
        if (by == SplitBy.Image)
            return joined.Groups();
        joined.JoinEqual(images.Select(i => i.Source.Lesion));
        joined.JoinEqual(images.Select(i => i.Sha256));
        if (by == SplitBy.Patient)
            joined.JoinEqual(images.Select(i => i.Source.Patient));
        foreach (var (one, other) in alike)
            joined.Join(one, other);
        return joined.Groups();
    }
}
