namespace Platform.Shared.Trust;

/// <summary>How frequent the classes are taken to be, which an answer's probabilities are for.</summary>
public enum Prior
{
    /// <summary>As the model answers by itself.</summary>
    Own,

    /// <summary>
    /// As frequent as among the training images: the most right answers where lesions come as they did.
    /// </summary>
    Training,

    /// <summary>All equally frequent: a rare class is found as well as a frequent one.</summary>
    Uniform,
}
