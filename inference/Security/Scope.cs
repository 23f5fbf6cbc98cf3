namespace Platform.Inference.Security;

/// <summary>What a key may do.</summary>
public enum Scope
{
    /// <summary>Classify and embed images, and read what is served.</summary>
    Classify,

    /// <summary>Draw synthetic images.</summary>
    Generate,

    /// <summary>Load and unload bundles.</summary>
    Admin,

    /// <summary>Read the metrics.</summary>
    Metrics,
}
