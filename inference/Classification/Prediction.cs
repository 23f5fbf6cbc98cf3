using Platform.Shared.Trust;

namespace Platform.Inference.Classification;

/// <param name="Probability">0 to 1</param>
public sealed record Prediction(string Code, string Name, float Probability);

/// <param name="Predictions">all classes, the most probable first</param>
/// <param name="Judgement">the bundle's own doubts</param>
/// <param name="Prior">
/// how frequent the classes are taken to be in the predictions; null where the bundle does not say
/// </param>
public sealed record Classified(IReadOnlyList<Prediction> Predictions, Judgement Judgement, Prior? Prior);
