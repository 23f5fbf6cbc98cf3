using System.Globalization;
using static TorchSharp.torch;

namespace Platform.Training.Ssl;

/// <summary>
/// What tells a collapse that the loss of a method without negatives does not show. To one point: the mean standard
/// deviation of the components of l2-normalised projections falls from 1/sqrt(D) to 0 (Chen and He 2021, section 4.1,
/// arXiv 2011.10566). To a few directions, with a deviation that stays healthy: their effective rank falls (Jing et al.
/// 2022, arXiv 2110.09348).
/// </summary>
/// <param name="Spread">the deviation, 1/sqrt(D) in health</param>
/// <param name="Rank">the effective rank, from 1 to the smaller of rows and dimensions</param>
public sealed record CollapseMonitor(double Spread, double Rank, long Rows, long Dimensions)
{
    /// <summary>A collapse as a share of 1/sqrt(D): 0.01 where D = 256.</summary>
    const double SpreadAlarm = 0.16;

    /// <summary>
    /// A linear head of C classes needs C - 1 directions, and data sets of this kind have up to eight classes. A small
    /// batch cannot show as many: there it is a quarter of those that it could.
    /// </summary>
    const double RankAlarm = 8,
        RankShare = 0.25;

    /// <summary>Random weights begin close to a collapse, so the first tenth of the training does not count.</summary>
    const double Begins = 0.1;

    /// <param name="projections">[M, D]</param>
    public static CollapseMonitor Of(Tensor projections)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var rows = nn.functional.normalize(projections.detach().to(float32), p: 2, dim: 1);
        return new(rows.std(0).mean().item<float>(), EffectiveRank(rows), rows.shape[0], rows.shape[1]);
    }

    /// <summary>
    /// exp of the entropy of the singular values, as shares of their sum: k for k equal ones. Roy and Vetterli 2007,
    /// "The effective rank", Definition 1. Of embeddings that are not centred, as RankMe (Garrido et al. 2023, arXiv
    /// 2210.02885).
    /// </summary>
    /// <param name="rows">[M, D]</param>
    /// <returns>0 for a matrix of zeros</returns>
    public static double EffectiveRank(Tensor rows)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        double[] singular = [.. linalg.svdvals(rows.detach().cpu().to(float64)).data<double>()]; // [min(M, D)]
        var sum = singular.Sum();
        return sum > 0 ? Math.Exp(-singular.Where(s => s > 0).Sum(s => s / sum * Math.Log(s / sum))) : 0;
    }

    /// <summary>The least effective rank that raises no alarm.</summary>
    public double LeastRank => Math.Min(RankAlarm, RankShare * Math.Min(Rows, Dimensions));

    /// <summary>What is wrong, in words; null in health.</summary>
    /// <param name="progress">Share of the training that is done, in [0, 1].</param>
    public string? Alarm(double progress)
    {
        if (progress < Begins || !double.IsFinite(Spread))
            return null;
        if (Spread < SpreadAlarm / Math.Sqrt(Dimensions))
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the projections have collapsed to one point "
                    + $"(deviation {Spread:0.0000}, healthy {1 / Math.Sqrt(Dimensions):0.0000})"
            );
        return Rank < LeastRank
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the projections have collapsed to few directions "
                    + $"(effective rank {Rank:0.0} of {Math.Min(Rows, Dimensions)}, alarm below {LeastRank:0.#})"
            )
            : null;
    }
}
