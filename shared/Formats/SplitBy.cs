namespace Platform.Shared.Formats;

/// <summary>What stays together when images are held out.</summary>
public enum SplitBy
{
    /// <summary>All photographs of a patient are on one side, and those of a lesion.</summary>
    Patient,

    /// <summary>All photographs of a lesion are on one side.</summary>
    Lesion,

    /// <summary>Each image is on a side of its own.</summary>
    Image,
}
