namespace Platform.Training.Runs;

/// <summary>What a checkpoint says of itself before its state.</summary>
/// <param name="ConfigSha256">of the run's configuration</param>
/// <param name="At">steps, or images, that the run had done</param>
/// <param name="Best">lowest loss so far, if the trainer names one</param>
/// <param name="IsBest">whether this checkpoint has it</param>
public sealed record CheckpointHeader(string ConfigSha256 = "", long At = 0, double? Best = null, bool IsBest = false);
