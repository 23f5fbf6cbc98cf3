using Platform.Protos.OpenInference;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>A request for inference, and in which form each output is to be sent.</summary>
/// <param name="Message">with every input raw</param>
/// <param name="BinaryByDefault">whether outputs come as binary that do not say so themselves</param>
/// <param name="Binary">by the names of those that do</param>
sealed record RestRequest(ModelInferRequest Message, bool BinaryByDefault, IReadOnlyDictionary<string, bool> Binary)
{
    public bool IsBinary(string output) => Binary.GetValueOrDefault(output, BinaryByDefault);

    /// <summary>That takes most room.</summary>
    public AnswerForm Form
    {
        get
        {
            var all = Message.Outputs.Count == 0 ? BinaryByDefault : Message.Outputs.All(o => IsBinary(o.Name));
            return all ? AnswerForm.Raw : AnswerForm.Json;
        }
    }
}
