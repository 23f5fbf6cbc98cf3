namespace Platform.Training.Gan;

/// <summary>
/// What the discriminator sees images through: as they are, always augmented, or with a probability that adapts.
/// </summary>
public enum Augment
{
    None,
    DiffAugment,
    Ada,
}
