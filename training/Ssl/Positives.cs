namespace Platform.Training.Ssl;

/// <summary>What the two views of a pair are drawn from.</summary>
public enum Positives
{
    /// <summary>One photograph, as in the paper.</summary>
    Image,

    /// <summary>
    /// Two photographs of one lesion, where there are several; else the same one. Multi-instance contrastive learning:
    /// Azizi et al. 2021, section 3.2, arXiv 2101.05224.
    /// </summary>
    Lesion,
}
