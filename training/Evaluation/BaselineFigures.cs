using Platform.Training.Head;

namespace Platform.Training.Evaluation;

/// <summary>
/// A head on another encoder, fitted, calibrated and measured on the same images by the same rules as the model's.
/// </summary>
/// <param name="Encoder">what it is, such as "untrained" or "imagenet, frozen"</param>
/// <param name="EncoderSha256">of its weights; null for such as are drawn</param>
/// <param name="Priors">for the class shares of the training images and for equal ones, where it is calibrated</param>
/// <param name="MalignancyArea">of the score of malignancy; null where there is none</param>
public sealed record BaselineFigures(
    string Encoder,
    string? EncoderSha256,
    IReadOnlyList<BaselinePrior> Priors,
    ComparedFigure? MalignancyArea
)
{
    /// <param name="model">the answers of the model that it stands beside</param>
    /// <param name="baseline">its own answers, to the same images in the same order</param>
    public static BaselineFigures Of(string encoder, string? encoderSha256, Cases model, Cases baseline) =>
        new(
            encoder,
            encoderSha256,
            [
                .. Answers(model)
                    .Zip(
                        Answers(baseline),
                        (m, b) =>
                            new BaselinePrior(
                                b.Name,
                                Compared(m.Answers, b.Answers, c => c.Accuracy, byClass: false),
                                Compared(m.Answers, b.Answers, c => c.BalancedAccuracy, byClass: true)
                            )
                    ),
            ],
            model.Malignancy is { } own
            && baseline.Malignancy is { } other
            && own.Roc([.. Enumerable.Range(0, model.Count)]) is not null
                ? ComparedFigure.Of(
                    model.After.Lesions,
                    rows => own.Roc(rows)!.Area,
                    rows => other.Roc(rows)!.Area,
                    own.Strata
                )
                : null
        );

    /// <summary>The same without the differences, which are of another form of the model.</summary>
    public BaselineFigures WithoutDifferences() =>
        this with
        {
            Priors =
            [
                .. Priors.Select(p => new BaselinePrior(
                    p.Prior,
                    p.Accuracy with
                    {
                        Difference = null,
                    },
                    p.BalancedAccuracy with
                    {
                        Difference = null,
                    }
                )),
            ],
            MalignancyArea = MalignancyArea is { } area ? area with { Difference = null } : null,
        };

    static IReadOnlyList<(string Name, Predictions Answers)> Answers(Cases of) =>
        of.Priors.Count > 0 ? of.Priors : [(PriorFigures.Uncalibrated, of.After)];

    static ComparedFigure Compared(
        Predictions model,
        Predictions baseline,
        Func<ConfusionMatrix, double> figure,
        bool byClass
    ) =>
        ComparedFigure.Of(
            model.Lesions,
            rows => figure(model.ConfusionOf(rows)),
            rows => figure(baseline.ConfusionOf(rows)),
            byClass ? model.Truth : null
        );
}

/// <param name="Prior">as in <see cref="PriorFigures"/></param>
public sealed record BaselinePrior(string Prior, ComparedFigure Accuracy, ComparedFigure BalancedAccuracy);

/// <param name="Value">of the baseline</param>
/// <param name="Difference">
/// the model's less the baseline's, over the same lesions in each resample; null where it was not measured
/// </param>
public sealed record ComparedFigure(Figure Value, Figure? Difference)
{
    /// <param name="model">of rows, of which some come more than once</param>
    /// <param name="baseline">likewise</param>
    /// <param name="classes">of each row, to draw within; null draws from all lesions alike</param>
    public static ComparedFigure Of(
        IReadOnlyList<string> lesions,
        Func<IReadOnlyList<int>, double> model,
        Func<IReadOnlyList<int>, double> baseline,
        IReadOnlyList<int>? classes
    ) => new(Figure.Of(lesions, baseline, classes), Figure.Of(lesions, rows => model(rows) - baseline(rows), classes));
}
