namespace Platform.Training.Ssl;

/// <summary>How weight decay enters a step.</summary>
public enum DecayKind
{
    /// <summary>Added to every gradient, before Adam scales it.</summary>
    Coupled,

    /// <summary>
    /// Taken off the weights beside Adam's step: Loshchilov and Hutter 2019, Algorithm 2, arXiv 1711.05101. Not off
    /// biases and batch-norms, which would only be pulled from what the data say.
    /// </summary>
    Decoupled,
}
