namespace Platform.Training.Head;

/// <summary>Options of a method that trains an encoder by labels.</summary>
public interface ILabelOptions
{
    /// <summary>How many labelled training images it may use; 0 for all.</summary>
    int Labels { get; }

    /// <summary>Share of them, by lesion, that is kept from it, so that a head can be calibrated on them.</summary>
    double Calibration { get; }
}
