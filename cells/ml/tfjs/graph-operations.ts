/**
 * Operations that a graph model may be made of: arithmetic on tensors. Loops, branches, tables, files, chance and operations of
 * somebody's own are not among them, so that an answer takes the same steps for every row.
 */
const known = new Set(
  `Const Placeholder PlaceholderWithDefault Identity IdentityN NoOp StopGradient
   Conv2D _FusedConv2D DepthwiseConv2d DepthwiseConv2dNative FusedDepthwiseConv2dNative Conv2DBackpropInput Conv1D
   BiasAdd FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 LRN
   MatMul _FusedMatMul BatchMatMul BatchMatMulV2 Einsum Transpose
   Relu Relu6 Prelu LeakyRelu Elu Selu Sigmoid Tanh Softmax LogSoftmax Softplus Erf
   Add AddV2 AddN Sub Mul RealDiv Div DivNoNan FloorDiv FloorMod Mod Pow Maximum Minimum SquaredDifference
   Rsqrt Sqrt Square Exp Expm1 Log Log1p Abs Neg Ceil Floor Round Reciprocal Sign Sin Cos Tan Atan ClipByValue
   AvgPool MaxPool Mean Sum Max Min Prod ArgMax ArgMin All Any TopKV2 Cumsum
   Reshape Squeeze ExpandDims Concat ConcatV2 Pad PadV2 MirrorPad Slice StridedSlice Split SplitV Pack Unpack Tile
   Gather GatherV2 GatherNd Cast Shape Size Rank Fill Range OneHot BroadcastTo ZerosLike OnesLike
   ResizeBilinear ResizeNearestNeighbor SpaceToBatchND BatchToSpaceND DepthToSpace
   Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalNot LogicalOr Select SelectV2`.split(
    /\s+/,
  ),
);

const mostNodes = 20_000;

/** @throws Error that names an operation which is more than arithmetic */
export function refuseUnknownOperations(topology: Readonly<Record<string, unknown>>): void {
  const { node: nodes, library } = topology;
  if (!Array.isArray(nodes)) throw new Error('The graph model has no nodes.');
  if (nodes.length > mostNodes)
    throw new Error(
      `The graph model has ${nodes.length.toLocaleString('en')} nodes; ${mostNodes.toLocaleString('en')} are taken at most.`,
    );
  for (const node of nodes) {
    const { op, name } = (node ?? {}) as { op?: unknown; name?: unknown }; // looked at in the next line
    if (typeof op !== 'string' || typeof name !== 'string')
      throw new Error('A node of the graph model has no name or no operation.');
    if (!known.has(op))
      throw new Error(
        `The graph model's node ${name.slice(0, 100)} is of the operation ${op.slice(0, 100)}, which is not run here: a model is arithmetic on its inputs.`,
      );
  }
  const functions = (library as { function?: unknown } | undefined)?.function;
  if (Array.isArray(functions) && functions.length > 0)
    throw new Error(
      'The graph model holds functions of its own (loops or branches), which are not run here.',
    );
}
