using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Platform.Training.Runs;

/// <summary>
/// Adam, Kingma and Ba 2015, Algorithm 1 (arXiv 1412.6980), in one pass over all weights: libtorch's own fused kernel,
/// which TorchSharp does not expose. Elsewhere than on a CPU, or with a libtorch without the symbol, it is TorchSharp's
/// loop.
/// </summary>
public sealed partial class FusedAdam : Adam
{
    const string Library = "libtorch_cpu.so";
    const string Symbol =
        // ATen/ops/_fused_adam_ops.h
        "_ZN2at4_ops12_fused_adam_4callEN3c108ArrayRefINS_6TensorEEES5_S5_S5_S5_S5_dddddbbRKSt8optionalIS4_ES9_";

    public FusedAdam(
        IEnumerable<Parameter> parameters,
        double learningRate,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double eps = 1e-8,
        double weightDecay = 0
    )
        : base(parameters, learningRate, beta1, beta2, eps, weightDecay, amsgrad: false, maximize: false) { }

    public static bool IsAvailable { get; } = NativeSymbols.Has(Library, Symbol);

    public override Tensor step(Func<Tensor>? closure = null)
    {
        if (
            !IsAvailable
            || closure is not null
            || _parameter_groups.Any(g => g.Parameters.Any(p => p.device.type != DeviceType.CPU))
        )
            return base.step(closure);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups.Cast<ParamGroup>())
            Step(group);
        return null!;
    }

    void Step(ParamGroup group)
    {
        var moved = group.Parameters.Where(p => p.grad is not null).ToArray();
        if (moved.Length == 0)
            return;
        var states = moved.Select(p => (State)_state[p.Handle]).ToArray();
        for (var i = 0; i < moved.Length; i++)
        {
            if (!moved[i].grad!.stride().AsSpan().SequenceEqual(moved[i].stride()))
                moved[i].grad = empty_like(moved[i]).copy_(moved[i].grad!);
            states[i].step++;
            (states[i].exp_avg, states[i].exp_avg_sq) = (
                LaidOut(states[i].exp_avg, moved[i]),
                LaidOut(states[i].exp_avg_sq, moved[i])
            );
        }
        var options = group.Options;
        Call(
            moved,
            [.. moved.Select(p => p.grad!)],
            states,
            options.LearningRate!.Value,
            options.beta1!.Value,
            options.beta2!.Value,
            options.weight_decay!.Value,
            options.eps!.Value
        );
    }

    /// <summary>
    /// Lays the state out in the common memory order, the only one that TorchSharp writes and reads; the next step lays
    /// it out as it wants it.
    /// </summary>
    public void MakeContiguous()
    {
        using var off = no_grad();
        foreach (var state in _state.Values.Cast<State>())
            (state.exp_avg, state.exp_avg_sq) = (
                Replaced(state.exp_avg, state.exp_avg.contiguous()),
                Replaced(state.exp_avg_sq, state.exp_avg_sq.contiguous())
            );
    }

    /// <summary>The kernel reads memory as it lies: a tensor in the memory order of another.</summary>
    static Tensor LaidOut(Tensor x, Tensor like) =>
        x.stride().AsSpan().SequenceEqual(like.stride()) ? x : Replaced(x, empty_like(like).copy_(x));

    static Tensor Replaced(Tensor old, Tensor now)
    {
        if (old.Handle != now.Handle)
            old.Dispose();
        return now.DetachFromDisposeScope();
    }

    static unsafe void Call(
        Tensor[] weights,
        Tensor[] gradients,
        State[] states,
        double rate,
        double beta1,
        double beta2,
        double decay,
        double eps
    )
    {
        var steps = states.Select(s => tensor((float)s.step)).ToArray();
        nint[] w = Implementations(weights),
            g = Implementations(gradients),
            m = Implementations(states.Select(s => s.exp_avg)),
            v = Implementations(states.Select(s => s.exp_avg_sq)),
            t = Implementations(steps);
        var none = stackalloc nint[2]; // an empty std::optional<at::Tensor>
        (none[0], none[1]) = (0, 0);
        fixed (
            nint* pw = w,
                pg = g,
                pm = m,
                pv = v,
                pt = t
        )
            Call(
                new(pw, w.Length),
                new(pg, g.Length),
                new(pm, m.Length),
                new(pv, v.Length),
                default,
                new(pt, t.Length),
                rate,
                beta1,
                beta2,
                decay,
                eps,
                0,
                0,
                none,
                none
            );
        GC.KeepAlive((weights, gradients, states, steps));
    }

    /// <summary>A handle points at an at::Tensor, which is one pointer to its implementation.</summary>
    static nint[] Implementations(IEnumerable<Tensor> tensors) =>
        [.. tensors.Select(t => Marshal.ReadIntPtr(t.Handle))];

    /// <summary>c10::ArrayRef: a pointer and a length.</summary>
    readonly unsafe struct ArrayRef(nint* data, nint length)
    {
        readonly nint* data = data;
        readonly nint length = length;
    }

    [LibraryImport(Library, EntryPoint = Symbol)]
    private static unsafe partial void Call(
        ArrayRef weights,
        ArrayRef gradients,
        ArrayRef averages,
        ArrayRef squares,
        ArrayRef maxima,
        ArrayRef steps,
        double rate,
        double beta1,
        double beta2,
        double decay,
        double eps,
        byte amsgrad,
        byte maximize,
        nint* scale,
        nint* infinite
    );
}
