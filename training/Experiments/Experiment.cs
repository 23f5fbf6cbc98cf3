namespace Platform.Training.Experiments;

/// <summary>What an experiment's cells end in.</summary>
public enum Outcome
{
    /// <summary>The linear head's figures on held-out images.</summary>
    Accuracy,

    /// <summary>A sheet of samples of a GAN.</summary>
    Samples,

    /// <summary>A sheet of samples of a GAN and their distances to real images.</summary>
    Quality,

    /// <summary>A sheet of the operations that views are made of.</summary>
    Views,
}

/// <summary>How runs on pools of different sizes are compared.</summary>
public enum Arm
{
    EpochsMatched,
    StepsMatched,
}

/// <summary>A point of an experiment's grid.</summary>
/// <param name="Images">real images that the GAN and the encoder see; null for all training images</param>
/// <param name="Synthetic">synthetic images pooled with them</param>
/// <param name="Labels">labelled images that the head sees; null for all of training</param>
/// <param name="Arm">null where both are the same, without synthetic images</param>
public sealed record Point(string Method, string Gan, int? Images, int Synthetic, int? Labels, Arm? Arm);

/// <summary>
/// A table or figure of the paper: the grid of its cells. The cells are all combinations of the axes.
/// </summary>
/// <param name="Title">with the number in the paper</param>
public sealed record Experiment(string Name, string Title, Outcome Outcome = Outcome.Accuracy)
{
    public IReadOnlyList<string> Methods { get; init; } = ["simclr"];
    public IReadOnlyList<string> Gans { get; init; } = ["stylegan"];
    public Func<Scale, IEnumerable<int?>> Images { get; init; } = _ => [null];
    public Func<Scale, IEnumerable<int>> Synthetic { get; init; } = _ => [0];
    public Func<Scale, IEnumerable<int?>> Labels { get; init; } = _ => [null];

    /// <summary>Photographs to prepare where no data folder is given.</summary>
    public Func<Scale, int> Photographs { get; init; } = s => s.Photographs;

    /// <summary>What stands along the x axis of the bar chart.</summary>
    public Func<Point, string> Group { get; init; } = Names.Method;

    /// <summary>What each bar of a group is.</summary>
    public Func<Point, string> Series { get; init; } = Names.Synthetic;

    /// <summary>Whether the paper prints a figure for its cells.</summary>
    public bool InPaper { get; init; }

    public IEnumerable<Point> Points(Scale scale, IReadOnlyList<Arm> arms) =>
        from method in Methods
        from gan in Gans
        from images in Images(scale)
        from labels in Labels(scale)
        from synthetic in Synthetic(scale)
        from arm in synthetic == 0 ? [null] : arms.Select(a => (Arm?)a)
        select new Point(method, gan, images, synthetic, labels, arm);
}
