namespace Platform.Tools.Quickstart.Photographs;

/// <summary>How long the encoder is trained on so many photographs.</summary>
/// <param name="Epochs">passes over the photographs</param>
public sealed record TrainingLength(int Batch, int Epochs)
{
    /// <summary>
    /// Those of the preset transfer; of few photographs they would be too few steps.
    /// </summary>
    const int UsualEpochs = 8,
        FewestSteps = 60;

    const int LargestBatch = 64,
        SmallestBatch = 8;

    /// <param name="images">to train on</param>
    public static TrainingLength Of(PhotographsRequest request, int images)
    {
        var batch = LargestBatch;
        while (batch > SmallestBatch && batch > images / 2)
            batch /= 2;
        var steps = Math.Max(1, images / batch);
        return new(batch, request.Epochs ?? Math.Max(UsualEpochs, (FewestSteps + steps - 1) / steps));
    }

    /// <summary>Views of photographs in all.</summary>
    public long Views(int images) => (long)Epochs * Math.Max(1, images / Batch) * Batch;
}
