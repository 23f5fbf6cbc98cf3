namespace Platform.Inference.Classification;

/// <param name="Probability">0 to 1</param>
public sealed record Prediction(string Code, string Name, float Probability);
